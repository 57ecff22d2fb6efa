using System.Buffers.Binary;
using System.Collections.Concurrent;

namespace Fabric.DevLedger.Chaincode;

/// <summary>One life of a chaincode process: two streams, many calls in flight.</summary>
internal sealed class PipeConnection
{
    private const uint ProtocolVersion = 1;
    private const int MaxFrame = 64 * 1024 * 1024;
    private const int HeaderLength = 9;

    private readonly Stream _input;
    private readonly Stream _output;
    private readonly ConcurrentDictionary<ulong, PendingCall> _calls = new();
    private readonly TaskCompletionSource<string> _hello = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<Exception?> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _writeLock = new();
    private readonly SemaphoreSlim _writeSignal = new(0);
    private PipeWriter _filling = new();
    private PipeWriter _sending = new();
    private bool _closed;
    private long _lastCall;

    /// <param name="input">Carries frames to the chaincode.</param>
    /// <param name="output">Carries frames from the chaincode.</param>
    public PipeConnection(Stream input, Stream output)
    {
        _input = input;
        _output = output;
    }

    /// <summary>The name the chaincode gave itself, once it said HELLO.</summary>
    public Task<string> Hello => _hello.Task;

    /// <summary>Completes, with the cause if there is one, when the process can be talked to no more.</summary>
    public Task<Exception?> Ended => _ended.Task;

    public void Run(string name)
    {
        new Thread(Receive) { IsBackground = true, Name = name + " from chaincode" }.Start();
        new Thread(Send) { IsBackground = true, Name = name + " to chaincode" }.Start();
    }

    public async Task<ChaincodeResult> InvokeAsync(
        ChaincodeInvocation invocation, ILedgerAccess ledger, CancellationToken cancellationToken)
    {
        var number = (ulong)Interlocked.Increment(ref _lastCall);
        var call = new PendingCall(ledger);
        _calls[number] = call;
        lock (_writeLock)
        {
            if (_closed)
            {
                _calls.TryRemove(number, out _);
                throw new ChaincodeUnavailableException("chaincode stream terminated");
            }

            WriteInvoke(_filling, number, invocation);
        }

        _writeSignal.Release();
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
        }

        _writeSignal.Release();
        _hello.TrySetException(cause ?? new ChaincodeUnavailableException("the chaincode ended before it was ready"));
        _ = _hello.Task.Exception;
        foreach (var number in _calls.Keys)
        {
            if (_calls.TryRemove(number, out var call))
            {
                call.Completion.TrySetException(new ChaincodeUnavailableException("chaincode stream terminated"));
            }
        }

        _ended.TrySetResult(cause);
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
        lock (_writeLock)
        {
            if (_closed)
            {
                return;
            }

            _filling.BeginFrame(PipeKind.Cancel, number);
            _filling.EndFrame();
        }

        _writeSignal.Release();
    }

    private void Send()
    {
        try
        {
            while (true)
            {
                _writeSignal.Wait();
                lock (_writeLock)
                {
                    if (_closed)
                    {
                        break;
                    }

                    (_filling, _sending) = (_sending, _filling);
                }

                if (_sending.Length > 0)
                {
                    _input.Write(_sending.Written.Span);
                    _input.Flush();
                    _sending.Clear();
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            Close(e);
        }
    }

    private void Receive()
    {
        Exception? cause = null;
        try
        {
            ReceiveFrames();
        }
        catch (Exception e)
        {
            cause = e;
        }

        Close(cause);
    }

    private void ReceiveFrames()
    {
        var buffer = new byte[64 * 1024];
        var start = 0;
        var end = 0;
        while (true)
        {
            var available = end - start;
            if (available >= 4)
            {
                var length = BinaryPrimitives.ReadUInt32LittleEndian(buffer.AsSpan(start));
                if (length is < HeaderLength or > MaxFrame)
                {
                    throw new PipeProtocolException(FormattableString.Invariant($"a frame of {length} bytes"));
                }

                if (available >= length + 4)
                {
                    Handle(buffer.AsSpan(start + 4, (int)length));
                    start += (int)length + 4;
                    continue;
                }

                if (length + 4 > buffer.Length)
                {
                    var larger = new byte[length + 4];
                    buffer.AsSpan(start, available).CopyTo(larger);
                    (buffer, start, end) = (larger, 0, available);
                }
            }

            if (start > 0)
            {
                buffer.AsSpan(start, available).CopyTo(buffer);
                (start, end) = (0, available);
            }

            var read = _output.Read(buffer, end, buffer.Length - end);
            if (read == 0)
            {
                return;
            }

            end += read;
        }
    }

    private void Handle(ReadOnlySpan<byte> frame)
    {
        var kind = (PipeKind)frame[0];
        var number = BinaryPrimitives.ReadUInt64LittleEndian(frame[1..]);
        var body = new PipeReader(frame[HeaderLength..]);
        if (kind == PipeKind.Hello)
        {
            var version = body.UInt32();
            if (version != ProtocolVersion || !_hello.TrySetResult(body.String()))
            {
                throw new PipeProtocolException(FormattableString.Invariant($"HELLO of protocol version {version}"));
            }

            return;
        }

        if (!_hello.Task.IsCompleted)
        {
            throw new PipeProtocolException("a frame before HELLO");
        }

        if (kind == PipeKind.Result)
        {
            var result = ReadResult(ref body);
            if (_calls.TryRemove(number, out var finished))
            {
                finished.Completion.TrySetResult(result);
            }

            return;
        }

        // Requests of a call that nobody waits for any more are dropped with it.
        if (!_calls.TryGetValue(number, out var call))
        {
            return;
        }

        if (kind is PipeKind.Scan or PipeKind.GetHistory)
        {
            // May take long; other transactions' reads go on meanwhile.
            var copy = frame.ToArray();
            ThreadPool.UnsafeQueueUserWorkItem(_ => AnswerOrClose(copy, number, call), null);
            return;
        }

        Answer(kind, number, ref body, call);
    }

    private void AnswerOrClose(byte[] frame, ulong number, PendingCall call)
    {
        try
        {
            var body = new PipeReader(frame.AsSpan(HeaderLength));
            Answer((PipeKind)frame[0], number, ref body, call);
        }
        catch (Exception e)
        {
            Close(e);
        }
    }

    private void Answer(PipeKind kind, ulong number, ref PipeReader body, PendingCall call)
    {
        var request = body.UInt32();
        var answer = PipeAnswers.Rent();
        try
        {
            answer.BeginFrame(PipeKind.Reply, number);
            answer.UInt32(request);
            answer.Byte(0);
            PipeAnswers.Write(kind, ref body, call.Ledger, answer);
        }
        catch (Exception e) when (e is LedgerAccessException or Storage.Sqlite.SqliteException or ArgumentException or ObjectDisposedException)
        {
            answer.AbandonFrame();
            answer.BeginFrame(PipeKind.Reply, number);
            answer.UInt32(request);
            answer.Byte(1);
            answer.String(e is ObjectDisposedException ? "the transaction has ended" : e.Message);
        }

        answer.EndFrame();
        lock (_writeLock)
        {
            if (!_closed)
            {
                _filling.Append(answer.Written.Span);
            }
        }

        _writeSignal.Release();
        PipeAnswers.Return(answer);
    }

    private static ChaincodeResult ReadResult(ref PipeReader body)
    {
        var status = body.Int32();
        var message = body.String();
        var payload = body.Bytes();
        var hasEvent = body.Bool();
        var eventName = body.String();
        var eventPayload = body.Bytes();
        var writes = new ChaincodeWrite[body.Count()];
        for (var i = 0; i < writes.Length; i++)
        {
            var kind = (ChaincodeWriteKind)body.Byte();
            if (kind is < ChaincodeWriteKind.Put or > ChaincodeWriteKind.SetValidationParameter)
            {
                throw new PipeProtocolException(FormattableString.Invariant($"{(byte)kind} is no operation of a write"));
            }

            writes[i] = new ChaincodeWrite(kind, body.String(), body.String(), body.Bytes());
        }

        return new ChaincodeResult(
            status, message, payload, hasEvent ? new ChaincodeResultEvent(eventName, eventPayload) : null, writes);
    }

    private sealed class PendingCall(ILedgerAccess ledger)
    {
        public ILedgerAccess Ledger { get; } = ledger;

        public TaskCompletionSource<ChaincodeResult> Completion { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
