namespace Fabric.Client.Resilience;

/// <summary>
/// One running stream of blocks for all who follow, and its last blocks. Readers take from it in their own time and it waits for
/// none of them: whoever comes too late for a block that it has let go reads that one elsewhere.
/// </summary>
internal sealed class LiveEvents : IDisposable
{
    /// <summary>How many blocks are kept.</summary>
    internal const int MostBlocks = 256;

    /// <summary>How many bytes of their events' contents; the newest block is kept whatever it has.</summary>
    internal const long MostBytes = 8 * 1024 * 1024;

    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _gate = new();
    private readonly Queue<EventBlock> _kept = new();
    private TaskCompletionSource _changed = NewSignal();
    private ulong _next;
    private long _bytes;
    private Exception? _failure;

    private LiveEvents(ulong next) => _next = next;

    /// <summary>The stream has ended: nobody may join it any more.</summary>
    public bool IsOver
    {
        get
        {
            lock (_gate)
            {
                return _failure is not null;
            }
        }
    }

    /// <summary>Starts one.</summary>
    public static LiveEvents Start(IEventBlocks blocks, ulong from, string identity)
    {
        var live = new LiveEvents(from);
        _ = Task.Run(() => live.PumpAsync(blocks, from, identity));
        return live;
    }

    /// <summary>True when the block is still kept, or comes.</summary>
    public bool Covers(ulong number)
    {
        lock (_gate)
        {
            return number >= Oldest;
        }
    }

    /// <summary>A block's events, waited for where it has not come yet.</summary>
    /// <returns><c>null</c> when the block is not kept any more.</returns>
    /// <exception cref="LedgerException">The stream broke before that block.</exception>
    public async ValueTask<IReadOnlyList<CommittedChaincodeEvent>?> FindAsync(ulong number, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task signal;
            lock (_gate)
            {
                if (number < Oldest)
                {
                    return null;
                }

                if (number < _next)
                {
                    return _kept.ElementAt((int)(number - Oldest)).Events;
                }

                if (_failure is not null)
                {
                    throw _failure is LedgerException error
                        ? new LedgerException(error.Failure, error.Message, error)
                        : new LedgerException(LedgerFailure.Unavailable, "The stream of blocks ended.", _failure);
                }

                signal = _changed.Task;
            }

            await signal.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Ends the stream.</summary>
    public void Dispose() => _stopping.Cancel();

    private ulong Oldest => _next - (ulong)_kept.Count;

    private async Task PumpAsync(IEventBlocks blocks, ulong from, string identity)
    {
        Exception end = new LedgerException(LedgerFailure.Unavailable, "The peer ended the stream of blocks.");
        try
        {
            await foreach (var block in blocks.ReadAsync(from, identity, _stopping.Token).ConfigureAwait(false))
            {
                Add(block);
            }
        }
        catch (Exception error)
        {
            end = error;
        }

        lock (_gate)
        {
            _failure = end;
            Wake();
        }
    }

    private void Add(EventBlock block)
    {
        lock (_gate)
        {
            if (block.Number != _next)
            {
                throw new LedgerException(LedgerFailure.Unavailable, $"The peer sent block {block.Number} where {_next} comes next.");
            }

            _kept.Enqueue(block with { Transactions = [] });
            _bytes += Size(block);
            _next++;
            while (_kept.Count > MostBlocks || (_bytes > MostBytes && _kept.Count > 1))
            {
                _bytes -= Size(_kept.Dequeue());
            }

            Wake();
        }
    }

    private void Wake()
    {
        var waiting = _changed;
        _changed = NewSignal();
        waiting.SetResult();
    }

    private static long Size(EventBlock block) => block.Events.Sum(item => (long)item.Payload.Length);

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
