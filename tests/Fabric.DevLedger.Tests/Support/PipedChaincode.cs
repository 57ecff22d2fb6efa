using System.Collections.Concurrent;

namespace Fabric.DevLedger.Tests.Support;

/// <summary>The chaincode's side of docs/change/devledger-pipe.md, each call on a thread of the pool.</summary>
internal sealed class PipedChaincode(Stream input, Stream output)
{
    private readonly ConcurrentDictionary<(ulong Call, uint Request), TaskCompletionSource<byte[]>> _replies = new();
    private readonly Lock _writing = new();
    private int _lastRequest;

    public void Run()
    {
        Send(PipeKind.Hello, 0, writer =>
        {
            writer.UInt32(1);
            writer.String("test");
        });
        var header = new byte[4];
        while (input.ReadAtLeast(header, 4, throwOnEndOfStream: false) == 4)
        {
            var frame = new byte[BinaryPrimitives.ReadInt32LittleEndian(header)];
            input.ReadExactly(frame);
            var call = BinaryPrimitives.ReadUInt64LittleEndian(frame.AsSpan(1));
            if ((PipeKind)frame[0] == PipeKind.Invoke)
            {
                Task.Run(() => Invoke(call, frame));
            }
            else if ((PipeKind)frame[0] == PipeKind.Reply &&
                _replies.TryRemove((call, BinaryPrimitives.ReadUInt32LittleEndian(frame.AsSpan(9))), out var waiting))
            {
                waiting.SetResult(frame[13..]);
            }
        }
    }

    private static ChaincodeInvocation ReadInvocation(byte[] frame)
    {
        var body = new PipeReader(frame.AsSpan(9));
        var transactionId = body.String();
        var channel = body.String();
        var chaincode = body.String();
        var timestamp = new Timestamp { Seconds = body.Int64(), Nanos = (int)body.UInt32() };
        var mspId = body.String();
        var certificate = ByteString.CopyFrom(body.Span());
        var peer = body.String();
        var arguments = new ByteString[body.Count()];
        for (var i = 0; i < arguments.Length; i++)
        {
            arguments[i] = ByteString.CopyFrom(body.Span());
        }

        var transient = new KeyValuePair<string, ByteString>[body.Count()];
        for (var i = 0; i < transient.Length; i++)
        {
            transient[i] = new KeyValuePair<string, ByteString>(body.String(), ByteString.CopyFrom(body.Span()));
        }

        return new ChaincodeInvocation
        {
            TransactionId = transactionId,
            Channel = channel,
            Chaincode = chaincode,
            Timestamp = timestamp,
            CreatorMspId = mspId,
            CreatorCertificate = certificate,
            PeerMspId = peer,
            Arguments = arguments,
            Transient = transient,
        };
    }

    private void Invoke(ulong call, byte[] frame)
    {
        var result = TestFunctions.Run(ReadInvocation(frame), new Ledger(this, call));
        Send(PipeKind.Result, call, writer =>
        {
            writer.Int32(result.Status);
            writer.String(result.Message);
            writer.Bytes(result.Payload);
            writer.Bool(result.Event is not null);
            writer.String(result.Event?.Name ?? string.Empty);
            writer.Bytes(result.Event?.Payload);
            writer.UInt32((uint)result.Writes.Count);
            foreach (var write in result.Writes)
            {
                writer.Byte((byte)write.Kind);
                writer.String(write.Collection);
                writer.String(write.Key);
                writer.Bytes(write.Value);
            }
        });
    }

    private void Send(PipeKind kind, ulong call, Action<PipeWriter> body)
    {
        var writer = new PipeWriter();
        writer.BeginFrame(kind, call);
        body(writer);
        writer.EndFrame();
        lock (_writing)
        {
            output.Write(writer.Written.Span);
            output.Flush();
        }
    }

    private (uint Request, bool Follows, byte[] Body) Ask(ulong call, PipeKind kind, Action<PipeWriter> body, uint? again = null)
    {
        var request = again ?? (uint)Interlocked.Increment(ref _lastRequest);
        var waiting = new TaskCompletionSource<byte[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        _replies[(call, request)] = waiting;
        Send(kind, call, writer =>
        {
            writer.UInt32(request);
            body(writer);
        });
        var answer = waiting.Task.GetAwaiter().GetResult();
        if (answer[0] != 1)
        {
            return (request, answer[0] == 2, answer[1..]);
        }

        var refusal = new PipeReader(answer.AsSpan(1));
        throw new LedgerAccessException(refusal.String());
    }

    private sealed class Ledger(PipedChaincode chaincode, ulong call) : ILedgerAccess
    {
        public byte[]? GetState(string collection, string key) => One(PipeKind.GetState, collection, key);

        public byte[]? GetPrivateHash(string collection, string key) => One(PipeKind.GetPrivateHash, collection, key);

        public byte[]? GetValidationParameter(string collection, string key) => One(PipeKind.GetValidationParameter, collection, key);

        public IEnumerable<ScanAnswer> Scan(string collection, string start, string end, int limit)
        {
            var answer = chaincode.Ask(call, PipeKind.Scan, writer =>
            {
                writer.String(collection);
                writer.String(start);
                writer.String(end);
                writer.UInt32((uint)limit);
            });
            while (true)
            {
                var part = Part(answer);
                yield return part;
                if (!part.Continues)
                {
                    yield break;
                }

                answer = chaincode.Ask(call, PipeKind.Next, _ => { }, answer.Request);
            }
        }

        public IEnumerable<HistoryAnswer> GetHistory(string key, int limit) => throw new NotSupportedException();

        public LedgerAccessException RefusesInvocation(string name) =>
            Should.Throw<LedgerAccessException>(() => chaincode.Ask(call, PipeKind.InvokeChaincode, writer =>
            {
                writer.String(name);
                writer.UInt32(0);
            }));

        private static ScanAnswer Part((uint Request, bool Follows, byte[] Body) answer)
        {
            var body = new PipeReader(answer.Body);
            var entries = new ScannedEntry[body.Count()];
            for (var i = 0; i < entries.Length; i++)
            {
                entries[i] = new ScannedEntry(body.String(), body.Bytes(), default);
            }

            return new ScanAnswer(entries, !answer.Follows && body.Bool(), answer.Follows);
        }

        private byte[]? One(PipeKind kind, string collection, string key)
        {
            var body = new PipeReader(chaincode.Ask(call, kind, writer =>
            {
                writer.String(collection);
                writer.String(key);
            }).Body);
            var present = body.Bool();
            var value = body.Bytes();
            return present ? value : null;
        }
    }
}
