using System.Formats.Asn1;

namespace Fabric.DevLedger.Blocks;

/// <summary>The hashes that chain blocks.</summary>
internal static class BlockHash
{
    /// <summary>The header as Fabric hashes and signs it: an ASN.1 sequence of number, previous hash and data hash.</summary>
    public static byte[] HeaderBytes(ulong number, ReadOnlySpan<byte> previousHash, ReadOnlySpan<byte> dataHash)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(new BigInteger(number));
            writer.WriteOctetString(previousHash);
            writer.WriteOctetString(dataHash);
        }

        return writer.Encode();
    }

    public static byte[] HeaderBytes(BlockHeader header) =>
        HeaderBytes(header.Number, header.PreviousHash.Span, header.DataHash.Span);

    public static byte[] OfHeader(BlockHeader header) => SHA256.HashData(HeaderBytes(header));
}
