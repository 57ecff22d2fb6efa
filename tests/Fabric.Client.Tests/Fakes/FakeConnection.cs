using System.Collections.Concurrent;

namespace Fabric.Client.Tests.Fakes;

/// <summary>Stands where the gRPC connection would be: records what is sent and answers what the test prepared.</summary>
internal sealed class FakeConnection : CallInvoker
{
    private readonly ConcurrentDictionary<string, Func<RecordedCall, object>> _answers = new();
    private readonly ConcurrentQueue<RecordedCall> _calls = new();

    public IReadOnlyList<RecordedCall> Calls => [.. _calls];

    /// <summary>Informs the test of each message written to a duplex stream and of each disposed stream.</summary>
    public ConcurrentQueue<string> Disposed { get; } = new();

    public RecordedCall Single(string method) => Calls.Where(c => c.Method == method).ShouldHaveSingleItem();

    /// <summary>Answers with a message, or with a stream where the answer is a <see cref="FakeStream"/>.</summary>
    public void Answer(string method, Func<RecordedCall, object> answer) => _answers[method] = answer;

    public void Fail(string method, StatusCode code, string detail, params Protos.Gateway.ErrorDetail[] details) =>
        Answer(method, _ => throw Failure(code, detail, details));

    public static RpcException Failure(StatusCode code, string detail, params Protos.Gateway.ErrorDetail[] details)
    {
        var trailers = new Metadata();
        if (details.Length > 0)
        {
            var status = new Google.Rpc.Status { Code = (int)code, Message = detail };
            status.Details.AddRange(details.Select(Google.Protobuf.WellKnownTypes.Any.Pack));
            trailers.Add("grpc-status-details-bin", status.ToByteArray());
        }

        return new RpcException(new Status(code, detail), trailers);
    }

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        new(AnswerAsync<TResponse>(Record(method, ((IMessage)request).ToByteArray(), options)), Task.FromResult(new Metadata()), () => Status.DefaultSuccess, () => [], () => { });

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        var call = Record(method, ((IMessage)request).ToByteArray(), options);
        return new AsyncServerStreamingCall<TResponse>(
            ((FakeStream)_answers[call.Method](call)).Reader<TResponse>(options.CancellationToken),
            Task.FromResult(new Metadata()), () => Status.DefaultSuccess, () => [], () => Disposed.Enqueue(call.Method));
    }

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        var answer = new TaskCompletionSource<FakeStream>();
        var writer = new FakeWriter<TRequest>(request =>
        {
            var call = Record(method, ((IMessage)request!).ToByteArray(), options);
            answer.TrySetResult((FakeStream)_answers[call.Method](call));
        });
        return new AsyncDuplexStreamingCall<TRequest, TResponse>(
            writer,
            new DeferredReader<TResponse>(answer.Task, options.CancellationToken),
            Task.FromResult(new Metadata()), () => Status.DefaultSuccess, () => [], () => Disposed.Enqueue(method.FullName));
    }

    public override TResponse BlockingUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        throw new NotSupportedException("The library never blocks.");

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options) =>
        throw new NotSupportedException("Fabric has no client streaming.");

    private RecordedCall Record(IMethod method, byte[] request, CallOptions options)
    {
        var call = new RecordedCall(method.FullName, request, options);
        _calls.Enqueue(call);
        return call;
    }

    private async Task<TResponse> AnswerAsync<TResponse>(RecordedCall call)
    {
        await Task.Yield();
        if (call.Options.CancellationToken.IsCancellationRequested)
        {
            throw Failure(StatusCode.Cancelled, "cancelled by the test");
        }

        return (TResponse)_answers[call.Method](call);
    }
}
