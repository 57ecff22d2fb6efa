using Grpc.Core;

namespace Grpc.Net.Client.Internal;

/// <summary>Makes calls over a channel.</summary>
internal sealed class HttpCallInvoker : CallInvoker
{
    private readonly GrpcChannel _channel;

    public HttpCallInvoker(GrpcChannel channel) => _channel = channel;

    // The standard API has a blocking call; nothing in this repository uses it.
    public override TResponse BlockingUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        using var call = AsyncUnaryCall(method, host, options, request);
        return call.GetAwaiter().GetResult();
    }

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        var call = new GrpcCall<TRequest, TResponse>(_channel, method, host, options);
        var response = call.CallForOneResponseAsync(new UnaryContent<TRequest, TResponse>(call, request));
        return new(response, GrpcCall.GetHeaders, GrpcCall.GetStatus, GrpcCall.GetTrailers, GrpcCall.Dispose, call);
    }

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        var call = new GrpcCall<TRequest, TResponse>(_channel, method, host, options);
        var reader = new ResponseStream<TRequest, TResponse>(call, call.StartAsync(new UnaryContent<TRequest, TResponse>(call, request)));
        return new(reader, GrpcCall.GetHeaders, GrpcCall.GetStatus, GrpcCall.GetTrailers, GrpcCall.Dispose, call);
    }

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        var call = new GrpcCall<TRequest, TResponse>(_channel, method, host, options);
        var content = new StreamingContent(call);
        var response = call.CallForOneResponseAsync(content);
        return new(new RequestStream<TRequest, TResponse>(call, content), response, GrpcCall.GetHeaders, GrpcCall.GetStatus, GrpcCall.GetTrailers, GrpcCall.Dispose, call);
    }

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        var call = new GrpcCall<TRequest, TResponse>(_channel, method, host, options);
        var content = new StreamingContent(call);
        var reader = new ResponseStream<TRequest, TResponse>(call, call.StartAsync(content));
        return new(new RequestStream<TRequest, TResponse>(call, content), reader, GrpcCall.GetHeaders, GrpcCall.GetStatus, GrpcCall.GetTrailers, GrpcCall.Dispose, call);
    }
}
