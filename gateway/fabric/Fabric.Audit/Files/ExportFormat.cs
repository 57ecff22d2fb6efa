namespace Fabric.Audit;

/// <summary>The form of an export: a line, then records, each with a digest that covers all before it.</summary>
internal static class ExportFormat
{
    public const int PrefixLength = 5;
    public const int DigestLength = 32;

    /// <summary>More than a peer ever sends in one message.</summary>
    public const int LargestRecord = 128 * 1024 * 1024;

    public static ReadOnlySpan<byte> FirstLine => "FABRIC-AUDIT-EXPORT 1\n"u8;

    public static byte[] FirstDigest() => SHA256.HashData(FirstLine);

    public static byte[] Prefix(RecordKind kind, int length)
    {
        var prefix = new byte[PrefixLength];
        prefix[0] = (byte)kind;
        BinaryPrimitives.WriteInt32BigEndian(prefix.AsSpan(1), length);
        return prefix;
    }

    public static byte[] Digest(ReadOnlySpan<byte> previous, ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> content)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(previous);
        hash.AppendData(prefix);
        hash.AppendData(content);
        return hash.GetHashAndReset();
    }

    /// <summary>What the exporter signs: nothing that is also a transaction or an endorsement.</summary>
    public static byte[] SignedMessage(ReadOnlySpan<byte> manifestDigest) =>
        Encoding.ASCII.GetBytes($"FABRIC-AUDIT-EXPORT 1 signature\n{Convert.ToHexStringLower(manifestDigest)}\n");
}
