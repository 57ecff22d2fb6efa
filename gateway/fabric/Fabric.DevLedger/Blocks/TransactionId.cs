namespace Fabric.DevLedger.Blocks;

/// <summary>Transaction ids: SHA-256 of nonce and creator, in lower-case hexadecimal.</summary>
internal static class TransactionId
{
    public static string Compute(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> creator)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(nonce);
        hash.AppendData(creator);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
