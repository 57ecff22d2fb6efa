namespace Fabric.DevLedger.Ordering;

/// <summary>Whether the ledger takes blocks; asked by whoever reports it.</summary>
/// <param name="folder">Where the ledger is.</param>
internal sealed class LedgerHealth(string folder)
{
    // A block of ordinary transactions needs less.
    private const long LeastFreeBytes = 1024 * 1024;

    private string? _problem;

    /// <summary>Why no block could be written; null while blocks can.</summary>
    public string? Problem
    {
        get => Volatile.Read(ref _problem);
        set => Volatile.Write(ref _problem, value);
    }

    /// <summary>The same, and a disk that is full before a block has met it.</summary>
    public string? Report()
    {
        if (Problem is { } problem)
        {
            return problem;
        }

        try
        {
            var free = new DriveInfo(folder).AvailableFreeSpace;
            return free < LeastFreeBytes
                ? FormattableString.Invariant($"the ledger cannot be written: {free} bytes are free on its disk")
                : null;
        }
        catch (IOException e)
        {
            return $"the ledger cannot be written: {e.Message}";
        }
    }
}
