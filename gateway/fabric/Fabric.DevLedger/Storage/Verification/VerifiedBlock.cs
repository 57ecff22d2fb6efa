namespace Fabric.DevLedger.Storage.Verification;

/// <summary>A block of the file whose hashes hold.</summary>
internal sealed record VerifiedBlock(
    BlockHeader Header,
    byte[] Hash,
    BlockMetadata Metadata,
    byte[] Codes,
    byte[] UpdatesHash,
    IReadOnlyList<ByteString> Envelopes)
{
    public ulong Number => Header.Number;

    /// <summary>The bytes of the transactions.</summary>
    public long Bytes => Envelopes.Sum(envelope => (long)envelope.Length);
}
