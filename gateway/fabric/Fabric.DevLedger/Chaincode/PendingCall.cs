namespace Fabric.DevLedger.Chaincode;

/// <summary>A call whose result has not come yet.</summary>
internal sealed class PendingCall(ILedgerAccess ledger)
{
    // An answer whose next part is not asked for keeps what it has read of the range in memory.
    private const int MostOpen = 256;

    private readonly ConcurrentDictionary<uint, PipeAnswer> _open = new();

    public ILedgerAccess Ledger { get; } = ledger;

    public TaskCompletionSource<ChaincodeResult> Completion { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends the call with a failure of its own.</summary>
    public void Fail(string message) => Completion.TrySetResult(new ChaincodeResult(500, message, [], null, []));

    /// <summary>Keeps an answer until its next part is asked for.</summary>
    /// <exception cref="LedgerAccessException">Too many are kept.</exception>
    public void Keep(uint request, PipeAnswer answer)
    {
        if (_open.Count >= MostOpen)
        {
            throw new LedgerAccessException(FormattableString.Invariant($"more than {MostOpen} answers are read at once"));
        }

        _open[request] = answer;
    }

    /// <summary>An answer that was kept.</summary>
    /// <exception cref="LedgerAccessException">There is none.</exception>
    public PipeAnswer Take(uint request) =>
        _open.TryRemove(request, out var answer) ? answer : throw new LedgerAccessException("no part of an answer follows");
}
