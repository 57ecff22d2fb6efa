namespace Fabric.DevLedger.Blocks;

/// <summary>Chains what validation decided: the codes of a block's transactions and what they changed.</summary>
/// <remarks>
/// Fabric's peers keep the same chain for their operators; its bytes are each implementation's own. The hash of the
/// updates is stored with the block, so that a start can check the codes without judging every transaction again.
/// </remarks>
internal static class CommitHash
{
    public static byte[] Next(ReadOnlySpan<byte> previous, ReadOnlySpan<byte> codes, ReadOnlySpan<byte> updatesHash)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, codes.Length);
        hash.AppendData(length);
        hash.AppendData(codes);
        hash.AppendData(updatesHash);
        hash.AppendData(previous);
        return hash.GetHashAndReset();
    }
}
