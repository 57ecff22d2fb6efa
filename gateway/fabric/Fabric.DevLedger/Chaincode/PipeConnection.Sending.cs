namespace Fabric.DevLedger.Chaincode;

internal sealed partial class PipeConnection
{
    // What waits for a chaincode that reads slowly; a frame that is begun below it may reach beyond.
    private const int MostQueued = 4 * 1024 * 1024;
    private const int Slice = 64 * 1024;

    // As long as a transaction may take by default: a chaincode that reads nothing for so long answers nobody.
    private static readonly TimeSpan StallLimit = TimeSpan.FromSeconds(30);

    private readonly Lock _writeLock = new();
    private readonly SemaphoreSlim _writeSignal = new(0);
    private PipeWriter _filling = new();
    private PipeWriter _sending = new();
    private TaskCompletionSource _room = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ITimer? _watch;
    private long _sliceBegan;

    /// <summary>Bytes of frames that wait to be sent.</summary>
    public int QueuedBytes
    {
        get
        {
            lock (_writeLock)
            {
                return _filling.Length;
            }
        }
    }

    /// <summary>Queues frames when there is room.</summary>
    private async ValueTask QueueAsync(Action<PipeWriter> write, CancellationToken cancellationToken)
    {
        while (TryQueue(write) is { } room)
        {
            await room.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Queues frames when there is room, holding the thread up: the chaincode then gets no further answers either.</summary>
    private void Queue(ReadOnlyMemory<byte> frames)
    {
        try
        {
            while (TryQueue(writer => writer.Append(frames.Span)) is { } room)
            {
                room.GetAwaiter().GetResult();
            }
        }
        catch (ChaincodeUnavailableException)
        {
            // Nobody is there to be answered.
        }
    }

    /// <summary>Null when the frames are queued, otherwise what to wait for.</summary>
    /// <exception cref="ChaincodeUnavailableException">The process is gone.</exception>
    private Task? TryQueue(Action<PipeWriter> write)
    {
        lock (_writeLock)
        {
            if (_closed)
            {
                throw Gone();
            }

            if (_filling.Length >= MostQueued)
            {
                return _room.Task;
            }

            write(_filling);
        }

        _writeSignal.Release();
        return null;
    }

    private void Send()
    {
        try
        {
            while (true)
            {
                _writeSignal.Wait();
                TaskCompletionSource room;
                lock (_writeLock)
                {
                    if (_closed)
                    {
                        break;
                    }

                    (_filling, _sending) = (_sending, _filling);
                    (room, _room) = (_room, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
                }

                room.TrySetResult();
                if (_sending.Length > 0)
                {
                    Send(_sending.Written.Span);
                    _sending.Clear();
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            Close(e);
        }
    }

    private void Send(ReadOnlySpan<byte> frames)
    {
        while (!frames.IsEmpty)
        {
            var slice = frames[..Math.Min(Slice, frames.Length)];
            Interlocked.Exchange(ref _sliceBegan, _time.GetTimestamp());
            _input.Write(slice);
            frames = frames[slice.Length..];
        }

        _input.Flush();
        Interlocked.Exchange(ref _sliceBegan, 0);
    }

    private void WatchReader()
    {
        var began = Interlocked.Read(ref _sliceBegan);
        if (began != 0 && _time.GetElapsedTime(began) > StallLimit)
        {
            Close(new PipeProtocolException(FormattableString.Invariant($"the chaincode read nothing for {StallLimit.TotalSeconds} s")));
        }
    }
}
