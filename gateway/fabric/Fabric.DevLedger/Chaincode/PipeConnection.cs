namespace Fabric.DevLedger.Chaincode;

/// <summary>One life of a chaincode process: two streams, many calls in flight.</summary>
internal sealed partial class PipeConnection
{
    /// <summary>The largest frame, without its length field.</summary>
    public const int MaxFrame = 16 * 1024 * 1024;

    private const uint ProtocolVersion = 1;
    private const int HeaderLength = 9;

    // Calls that were cancelled and whose results never came: the process has that many stuck.
    private const int MostAbandoned = 1024;

    private readonly Stream _input;
    private readonly Stream _output;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<ulong, PendingCall> _calls = new();
    private readonly ConcurrentDictionary<ulong, byte> _abandoned = new();
    private readonly TaskCompletionSource<string> _hello = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<Exception?> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _closed;
    private long _lastCall;

    /// <param name="input">Carries frames to the chaincode.</param>
    /// <param name="output">Carries frames from the chaincode.</param>
    /// <param name="time">The clock.</param>
    public PipeConnection(Stream input, Stream output, TimeProvider time)
    {
        _input = input;
        _output = output;
        _time = time;
    }

    /// <summary>The name the chaincode gave itself, once it said HELLO.</summary>
    public Task<string> Hello => _hello.Task;

    /// <summary>Completes, with the cause if there is one, when the process can be talked to no more.</summary>
    public Task<Exception?> Ended => _ended.Task;

    public void Run(string name)
    {
        new Thread(Receive) { IsBackground = true, Name = name + " from chaincode" }.Start();
        new Thread(Send) { IsBackground = true, Name = name + " to chaincode" }.Start();
        _watch = _time.CreateTimer(_ => WatchReader(), null, StallLimit / 4, StallLimit / 4);
    }

    /// <summary>Runs a call; it waits while the chaincode does not read what is queued for it.</summary>
    public async Task<ChaincodeResult> InvokeAsync(
        ChaincodeInvocation invocation, ILedgerAccess ledger, CancellationToken cancellationToken)
    {
        if (InvokeLength(invocation) > MaxFrame)
        {
            return new ChaincodeResult(
                500, FormattableString.Invariant($"the transaction is larger than the {MaxFrame} bytes that go to the chaincode at once"), [], null, []);
        }

        var number = (ulong)Interlocked.Increment(ref _lastCall);
        var call = new PendingCall(ledger);
        await QueueAsync(
            writer =>
            {
                _calls[number] = call;
                WriteInvoke(writer, number, invocation);
            },
            cancellationToken);
        await using var registration = cancellationToken.UnsafeRegister(
            static state => ((Action)state!)(), () => Cancel(number, cancellationToken));
        return await call.Completion.Task;
    }

    /// <summary>Ends the conversation; open calls fail.</summary>
    public void Close(Exception? cause)
    {
        lock (_writeLock)
        {
            if (_closed)
            {
                return;
            }

            _closed = true;
            _room.TrySetResult();
        }

        _watch?.Dispose();
        _writeSignal.Release();
        _hello.TrySetException(cause ?? new ChaincodeUnavailableException("the chaincode ended before it was ready"));
        _ = _hello.Task.Exception;
        foreach (var number in _calls.Keys)
        {
            if (_calls.TryRemove(number, out var call))
            {
                call.Completion.TrySetException(Gone());
            }
        }

        _ended.TrySetResult(cause);
    }

    private static ChaincodeUnavailableException Gone() => new("chaincode stream terminated");

    private static long InvokeLength(ChaincodeInvocation invocation)
    {
        // Names and ids are short; what may be long is counted.
        long length = 4096 + invocation.CreatorCertificate.Length;
        foreach (var argument in invocation.Arguments)
        {
            length += 4 + argument.Length;
        }

        foreach (var (name, value) in invocation.Transient)
        {
            length += 8 + (3L * name.Length) + value.Length;
        }

        return length;
    }

    private static void WriteInvoke(PipeWriter writer, ulong number, ChaincodeInvocation invocation)
    {
        writer.BeginFrame(PipeKind.Invoke, number);
        writer.String(invocation.TransactionId);
        writer.String(invocation.Channel);
        writer.String(invocation.Chaincode);
        writer.Int64(invocation.Timestamp.Seconds);
        writer.UInt32((uint)invocation.Timestamp.Nanos);
        writer.String(invocation.CreatorMspId);
        writer.Bytes(invocation.CreatorCertificate.Span);
        writer.String(invocation.PeerMspId);
        writer.UInt32((uint)invocation.Arguments.Count);
        foreach (var argument in invocation.Arguments)
        {
            writer.Bytes(argument.Span);
        }

        writer.UInt32((uint)invocation.Transient.Count);
        foreach (var (name, value) in invocation.Transient)
        {
            writer.String(name);
            writer.Bytes(value.Span);
        }

        writer.EndFrame();
    }

    private void Cancel(ulong number, CancellationToken cancellationToken)
    {
        if (!_calls.TryRemove(number, out var call))
        {
            return;
        }

        call.Completion.TrySetCanceled(cancellationToken);
        Abandon(number);
    }

    private void Abandon(ulong number)
    {
        _abandoned[number] = 0;
        lock (_writeLock)
        {
            if (_closed)
            {
                return;
            }

            // No more of these than of the calls that found room.
            _filling.BeginFrame(PipeKind.Cancel, number);
            _filling.EndFrame();
        }

        _writeSignal.Release();
        if (_abandoned.Count > MostAbandoned)
        {
            Close(new PipeProtocolException(FormattableString.Invariant($"{MostAbandoned} cancelled calls never ended")));
        }
    }
}
