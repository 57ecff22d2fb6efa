namespace Fabric.DevLedger.Storage;

/// <summary>A block's row with its transactions' rows, as they lie on disk and before anything of it is believed.</summary>
internal sealed record StoredRow(
    byte[] PreviousHash,
    byte[] DataHash,
    byte[] Hash,
    BlockMetadata Metadata,
    byte[] UpdatesHash,
    long Transactions,
    IReadOnlyList<(long Position, ByteString Envelope)> Envelopes);
