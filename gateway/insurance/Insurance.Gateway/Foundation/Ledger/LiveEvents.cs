namespace Insurance.Gateway.Foundation.Ledger;

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

    private readonly CancellationTokenSource stopping = new();
    private readonly Lock gate = new();
    private readonly Queue<EventBlock> kept = new();
    private TaskCompletionSource changed = NewSignal();
    private ulong next;
    private long bytes;
    private Exception? failure;

    private LiveEvents(ulong next) => this.next = next;

    /// <summary>The stream has ended: nobody may join it any more.</summary>
    public bool IsOver
    {
        get
        {
            lock (gate)
            {
                return failure is not null;
            }
        }
    }

    /// <summary>Starts one.</summary>
    public static LiveEvents Start(IEventBlocks blocks, ulong from, string role)
    {
        var live = new LiveEvents(from);
        _ = Task.Run(() => live.PumpAsync(blocks, from, role));
        return live;
    }

    /// <summary>True when the block is still kept, or comes.</summary>
    public bool Covers(ulong number)
    {
        lock (gate)
        {
            return number >= Oldest;
        }
    }

    /// <summary>A block's events, waited for where it has not come yet.</summary>
    /// <returns><c>null</c> when the block is not kept any more.</returns>
    /// <exception cref="LedgerException">The stream broke before that block.</exception>
    public async ValueTask<IReadOnlyList<LedgerEvent>?> FindAsync(ulong number, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task signal;
            lock (gate)
            {
                if (number < Oldest)
                {
                    return null;
                }

                if (number < next)
                {
                    return kept.ElementAt((int)(number - Oldest)).Events;
                }

                if (failure is not null)
                {
                    throw failure is LedgerException error
                        ? new LedgerException(error.Failure, error.Message, error)
                        : new LedgerException(LedgerFailure.Unavailable, "The stream of blocks ended.", failure);
                }

                signal = changed.Task;
            }

            await signal.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Ends the stream.</summary>
    public void Dispose() => stopping.Cancel();

    private ulong Oldest => next - (ulong)kept.Count;

    private async Task PumpAsync(IEventBlocks blocks, ulong from, string role)
    {
        Exception end = new LedgerException(LedgerFailure.Unavailable, "The peer ended the stream of blocks.");
        try
        {
            await foreach (var block in blocks.ReadAsync(from, role, stopping.Token))
            {
                Add(block);
            }
        }
        catch (Exception error)
        {
            end = error;
        }

        lock (gate)
        {
            failure = end;
            Wake();
        }
    }

    private void Add(EventBlock block)
    {
        lock (gate)
        {
            if (block.Number != next)
            {
                throw new LedgerException(LedgerFailure.Unavailable, $"The peer sent block {block.Number} where {next} comes next.");
            }

            kept.Enqueue(block with { Transactions = [] });
            bytes += Size(block);
            next++;
            while (kept.Count > MostBlocks || (bytes > MostBytes && kept.Count > 1))
            {
                bytes -= Size(kept.Dequeue());
            }

            Wake();
        }
    }

    private void Wake()
    {
        var waiting = changed;
        changed = NewSignal();
        waiting.SetResult();
    }

    private static long Size(EventBlock block) => block.Events.Sum(item => (long)item.Payload.Length);

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
