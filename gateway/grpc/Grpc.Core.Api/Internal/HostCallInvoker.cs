namespace Grpc.Core.Internal;

/// <summary>Asks for a fixed authority where the caller names none.</summary>
internal sealed class HostCallInvoker : CallInvoker
{
    private readonly CallInvoker _inner;
    private readonly string _host;

    public HostCallInvoker(CallInvoker inner, string host)
    {
        _inner = inner;
        _host = host;
    }

    public override TResponse BlockingUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        _inner.BlockingUnaryCall(method, host ?? _host, options, request);

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        _inner.AsyncUnaryCall(method, host ?? _host, options, request);

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        _inner.AsyncServerStreamingCall(method, host ?? _host, options, request);

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options) =>
        _inner.AsyncClientStreamingCall(method, host ?? _host, options);

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options) =>
        _inner.AsyncDuplexStreamingCall(method, host ?? _host, options);
}
