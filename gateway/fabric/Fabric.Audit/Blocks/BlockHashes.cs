using System.Formats.Asn1;
using System.Numerics;

namespace Fabric.Audit;

/// <summary>Fabric's block hashes.</summary>
public static class BlockHashes
{
    /// <summary>The header as it is hashed and signed: an ASN.1 sequence of number, previous hash and data hash.</summary>
    /// <param name="header">The header.</param>
    public static byte[] HeaderBytes(BlockHeader header)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(new BigInteger(header.Number));
            writer.WriteOctetString(header.PreviousHash.Span);
            writer.WriteOctetString(header.DataHash.Span);
        }

        return writer.Encode();
    }

    /// <summary>SHA-256 of <see cref="HeaderBytes"/>: the block's hash, which the next block repeats.</summary>
    /// <param name="header">The header.</param>
    public static byte[] OfHeader(BlockHeader header) => SHA256.HashData(HeaderBytes(header));

    /// <summary>SHA-256 of the transactions' bytes, one after the other.</summary>
    /// <param name="data">The transactions.</param>
    public static byte[] OfData(BlockData data)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var envelope in data.Data)
        {
            hash.AppendData(envelope.Span);
        }

        return hash.GetHashAndReset();
    }
}
