namespace Fabric.DevLedger.Admission;

/// <summary>Memory for messages that are being received or worked on. Who finds too little waits, in order.</summary>
internal sealed class ByteBudget(long bytes)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<(long Amount, TaskCompletionSource Source)> _waiting = new();
    private long _left = bytes;

    public bool TryTake(long amount)
    {
        lock (_gate)
        {
            if (_waiting.Count > 0 || _left < amount)
            {
                return false;
            }

            _left -= amount;
            return true;
        }
    }

    /// <summary>Takes what is in memory already, even if that is more than is left; false when nothing is.</summary>
    public bool TryTakeBeyond(long amount)
    {
        lock (_gate)
        {
            if (_left <= 0)
            {
                return false;
            }

            _left -= amount;
            return true;
        }
    }

    /// <param name="amount">At most the whole budget.</param>
    public async ValueTask TakeAsync(long amount, CancellationToken cancellationToken)
    {
        LinkedListNode<(long Amount, TaskCompletionSource Source)> place;
        lock (_gate)
        {
            if (_waiting.Count == 0 && _left >= amount)
            {
                _left -= amount;
                return;
            }

            place = _waiting.AddLast((amount, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)));
        }

        try
        {
            await place.Value.Source.Task.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            lock (_gate)
            {
                if (place.List is not null)
                {
                    _waiting.Remove(place);
                    Serve();
                    throw;
                }
            }

            // Its turn had come meanwhile.
            Return(amount);
            throw;
        }
    }

    public void Return(long amount)
    {
        lock (_gate)
        {
            _left += amount;
            Serve();
        }
    }

    private void Serve()
    {
        while (_waiting.First is { } first && first.Value.Amount <= _left)
        {
            _left -= first.Value.Amount;
            _waiting.RemoveFirst();
            first.Value.Source.TrySetResult();
        }
    }
}
