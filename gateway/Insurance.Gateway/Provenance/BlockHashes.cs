using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using Fabric.Protos.Common;

namespace Insurance.Gateway.Provenance;

/// <summary>Fabric's block hashes.</summary>
internal static class BlockHashes
{
    /// <summary>SHA-256 of the header as an ASN.1 sequence of number, previous hash and data hash.</summary>
    public static byte[] OfHeader(BlockHeader header)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(new BigInteger(header.Number));
            writer.WriteOctetString(header.PreviousHash.Span);
            writer.WriteOctetString(header.DataHash.Span);
        }

        return SHA256.HashData(writer.Encode());
    }

    /// <summary>SHA-256 of the transactions' bytes, one after the other.</summary>
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
