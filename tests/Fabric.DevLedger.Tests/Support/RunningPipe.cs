using System.IO.Pipes;

namespace Fabric.DevLedger.Tests.Support;

/// <summary>The ledger's end of a pipe, and the chaincode's for a test to play.</summary>
internal sealed class RunningPipe : IDisposable
{
    private readonly AnonymousPipeServerStream _toChaincode = new(PipeDirection.Out);
    private readonly AnonymousPipeServerStream _toLedger = new(PipeDirection.In);
    private readonly AnonymousPipeClientStream _input;
    private readonly AnonymousPipeClientStream _output;

    public RunningPipe(TimeProvider? time = null)
    {
        _input = new AnonymousPipeClientStream(PipeDirection.In, _toChaincode.ClientSafePipeHandle);
        _output = new AnonymousPipeClientStream(PipeDirection.Out, _toLedger.ClientSafePipeHandle);
        Connection = new PipeConnection(_toChaincode, _toLedger, time ?? TimeProvider.System);
        Connection.Run("test");
    }

    public PipeConnection Connection { get; }

    public Stream Input => _input;

    public Stream Output => _output;

    public static ChaincodeInvocation Invocation(params ByteString[] arguments) => new()
    {
        TransactionId = "tx",
        Channel = "test",
        Chaincode = "basic",
        Timestamp = new Timestamp(),
        CreatorMspId = "Org1MSP",
        CreatorCertificate = ByteString.Empty,
        PeerMspId = "Org1MSP",
        Arguments = arguments,
        Transient = [],
    };

    /// <summary>Says hello, as a chaincode does first.</summary>
    public Task HelloAsync()
    {
        Send(PipeKind.Hello, 0, writer =>
        {
            writer.UInt32(1);
            writer.String("test");
        });
        return Connection.Hello;
    }

    public void Send(PipeKind kind, ulong call, Action<PipeWriter> body)
    {
        var writer = new PipeWriter();
        writer.BeginFrame(kind, call);
        body(writer);
        writer.EndFrame();
        Output.Write(writer.Written.Span);
        Output.Flush();
    }

    /// <summary>The result of a call: success with a payload.</summary>
    public void SendResult(ulong call, byte[] payload) => Send(PipeKind.Result, call, writer =>
    {
        writer.Int32(200);
        writer.String(string.Empty);
        writer.Bytes(payload);
        writer.Bool(false);
        writer.String(string.Empty);
        writer.Bytes([]);
        writer.UInt32(0);
    });

    public (PipeKind Kind, ulong Call, byte[] Body) Receive()
    {
        var header = new byte[4];
        Input.ReadExactly(header);
        var frame = new byte[BinaryPrimitives.ReadInt32LittleEndian(header)];
        Input.ReadExactly(frame);
        return ((PipeKind)frame[0], BinaryPrimitives.ReadUInt64LittleEndian(frame.AsSpan(1)), frame[9..]);
    }

    public void Dispose()
    {
        Connection.Close(null);

        // At once: closing one end waits for whoever reads or writes it, who waits for the other end.
        List<Thread> closing = [.. new Stream[] { _toChaincode, _output, _input, _toLedger }.Select(stream => new Thread(stream.Dispose))];
        closing.ForEach(thread => thread.Start());
        closing.ForEach(thread => thread.Join());
    }

    /// <summary>Reads whatever comes, as a chaincode that answers nothing.</summary>
    public void ReadOn() => new Thread(() =>
    {
        try
        {
            Input.CopyTo(Stream.Null);
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The test is over.
        }
    })
    { IsBackground = true }.Start();
}
