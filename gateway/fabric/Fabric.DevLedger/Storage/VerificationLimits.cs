namespace Fabric.DevLedger.Storage;

/// <summary>How much of a ledger is verified before it serves.</summary>
internal sealed record VerificationLimits
{
    private const long Mebibyte = 1024 * 1024;

    /// <summary>A file up to this size is verified whole before it serves; of a larger one the rest is verified while it does.</summary>
    public long WholeBytes { get; init; } = 32 * Mebibyte;

    /// <summary>How many bytes of the newest transactions of a larger file are verified before it serves; at least as many as the log has.</summary>
    public long NewestBytes { get; init; } = 16 * Mebibyte;

    /// <summary>How many bytes of other transactions, chosen by chance.</summary>
    public long SampleBytes { get; init; } = 8 * Mebibyte;
}
