namespace Fabric.DevLedger.Chaincode;

internal sealed partial class PipeConnection
{
    // A frame beyond MaxFrame fails its call; a length beyond this is none.
    private const int MaxSkipped = 1024 * 1024 * 1024;

    private const int UsualBuffer = 64 * 1024;

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
        var buffer = new byte[UsualBuffer];
        var start = 0;
        var end = 0;
        while (true)
        {
            var available = end - start;
            if (available >= 4)
            {
                var length = BinaryPrimitives.ReadUInt32LittleEndian(buffer.AsSpan(start));
                if (length is < HeaderLength or > MaxSkipped)
                {
                    throw new PipeProtocolException(FormattableString.Invariant($"a frame of {length} bytes"));
                }

                if (length > MaxFrame && available >= HeaderLength + 4)
                {
                    RefuseLarge(buffer.AsSpan(start + 4, HeaderLength), length);
                    if (!Skip(length + 4L - available))
                    {
                        return;
                    }

                    (start, end) = (0, 0);
                    continue;
                }

                if (available >= length + 4L)
                {
                    Handle(buffer.AsSpan(start + 4, (int)length));
                    start += (int)length + 4;
                    if (buffer.Length > UsualBuffer && end - start <= UsualBuffer)
                    {
                        // One large frame must not keep its memory for the life of the process.
                        var usual = new byte[UsualBuffer];
                        buffer.AsSpan(start, end - start).CopyTo(usual);
                        (buffer, start, end) = (usual, 0, end - start);
                    }

                    continue;
                }

                if (length <= MaxFrame && length + 4 > buffer.Length)
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

    /// <summary>A frame that is too large fails its own call, whatever is in it.</summary>
    private void RefuseLarge(ReadOnlySpan<byte> header, uint length)
    {
        var number = BinaryPrimitives.ReadUInt64LittleEndian(header[1..]);
        if (_calls.TryRemove(number, out var call))
        {
            call.Fail(FormattableString.Invariant(
                $"the chaincode sent {length} bytes at once; at most {MaxFrame} are taken"));
            if ((PipeKind)header[0] != PipeKind.Result)
            {
                Abandon(number);
            }
        }
        else if ((PipeKind)header[0] == PipeKind.Result)
        {
            _abandoned.TryRemove(number, out _);
        }
    }

    /// <summary>Reads past the rest of a frame; false at the end of the stream.</summary>
    private bool Skip(long count)
    {
        var waste = new byte[UsualBuffer];
        while (count > 0)
        {
            var read = _output.Read(waste, 0, (int)Math.Min(count, waste.Length));
            if (read == 0)
            {
                return false;
            }

            count -= read;
        }

        return true;
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
            else
            {
                _abandoned.TryRemove(number, out _);
            }

            return;
        }

        // Requests of a call that nobody waits for any more are dropped with it.
        if (!_calls.TryGetValue(number, out var call))
        {
            return;
        }

        if (kind is PipeKind.Scan or PipeKind.GetHistory or PipeKind.Next)
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
        var reply = PipeWriters.Rent();
        try
        {
            WriteAnswer(kind, number, request, ref body, call, reply);
        }
        catch (Exception e) when (e is LedgerAccessException or Storage.Sqlite.SqliteException or ArgumentException or ObjectDisposedException)
        {
            reply.AbandonFrame();
            reply.BeginFrame(PipeKind.Reply, number);
            reply.UInt32(request);
            reply.Byte(1);
            reply.String(e is ObjectDisposedException ? "the transaction has ended" : e.Message);
        }

        reply.EndFrame();
        Queue(reply.Written);
        PipeWriters.Return(reply);
    }

    private static void WriteAnswer(
        PipeKind kind, ulong number, uint request, ref PipeReader body, PendingCall call, PipeWriter reply)
    {
        const byte Follows = 2;
        reply.BeginFrame(PipeKind.Reply, number);
        reply.UInt32(request);
        var status = reply.Length;
        reply.Byte(0);
        var answer = kind == PipeKind.Next ? call.Take(request) : PipeAnswer.To(kind, ref body, call.Ledger);
        if (!answer.Write(reply))
        {
            reply.Overwrite(status, Follows);
            call.Keep(request, answer);
        }

        if (reply.FrameLength > MaxFrame)
        {
            throw new LedgerAccessException(FormattableString.Invariant(
                $"the answer has {reply.FrameLength} bytes; at most {MaxFrame} go to the chaincode at once"));
        }
    }
}
