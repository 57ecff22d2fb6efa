namespace Fabric.DevLedger.Storage;

/// <summary>
/// Counts who reads the ledger's file, so that its log can be emptied at a moment when nobody does: SQLite keeps what was deleted for as
/// long as a read that began before goes on.
/// </summary>
internal sealed class SnapshotGate(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<IHeldSnapshot, long> _held = [];
    private readonly HashSet<IHeldSnapshot> _released = [];
    private int _reading;
    private TaskCompletionSource? _closed;
    private TaskCompletionSource? _empty;

    /// <summary>Waits while the log is emptied, then counts as a read until <see cref="Leave"/>.</summary>
    public async ValueTask EnterAsync(CancellationToken cancellationToken)
    {
        while (TryEnter() is { } closed)
        {
            await closed.WaitAsync(cancellationToken);
        }
    }

    /// <summary>The same, on this thread.</summary>
    public void Enter(CancellationToken cancellationToken)
    {
        while (TryEnter() is { } closed)
        {
            closed.Wait(cancellationToken);
        }
    }

    public void Leave()
    {
        TaskCompletionSource? empty;
        lock (_gate)
        {
            _reading--;
            empty = _reading == 0 ? _empty : null;
        }

        empty?.TrySetResult();
    }

    /// <summary>Notes a read that may last.</summary>
    public void Hold(IHeldSnapshot snapshot)
    {
        lock (_gate)
        {
            _held.Add(snapshot, time.GetTimestamp());
        }
    }

    /// <summary>The read is over, and <see cref="Leave"/> follows.</summary>
    public void Drop(IHeldSnapshot snapshot)
    {
        lock (_gate)
        {
            _held.Remove(snapshot);
            if (_released.Remove(snapshot))
            {
                _reading++;
            }
        }
    }

    /// <summary>Ends the reads that have lasted longer than a while.</summary>
    /// <returns>How many.</returns>
    public int Release(TimeSpan age)
    {
        List<IHeldSnapshot> old;
        lock (_gate)
        {
            old = [.. _held.Where(held => time.GetElapsedTime(held.Value) >= age).Select(held => held.Key)];
        }

        foreach (var snapshot in old)
        {
            snapshot.Release();
            lock (_gate)
            {
                // It holds its reader still, and reads no more with it.
                if (_held.Remove(snapshot))
                {
                    _released.Add(snapshot);
                    _reading--;
                }
            }
        }

        return old.Count;
    }

    /// <summary>Lets nobody in, and waits until nobody reads.</summary>
    /// <returns>False: somebody still does, and the gate is open again.</returns>
    public bool TryClose(TimeSpan patience)
    {
        Task empty;
        lock (_gate)
        {
            _closed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_reading == 0)
            {
                return true;
            }

            _empty = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            empty = _empty.Task;
        }

        if (empty.Wait(patience))
        {
            return true;
        }

        Open();
        return false;
    }

    public void Open()
    {
        TaskCompletionSource? closed;
        lock (_gate)
        {
            (closed, _closed, _empty) = (_closed, null, null);
        }

        closed?.TrySetResult();
    }

    private Task? TryEnter()
    {
        lock (_gate)
        {
            if (_closed is not null)
            {
                return _closed.Task;
            }

            _reading++;
            return null;
        }
    }
}
