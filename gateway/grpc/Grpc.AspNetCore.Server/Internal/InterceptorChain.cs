using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>Puts the configured interceptors in front of a method, once, when it is mapped.</summary>
internal sealed class InterceptorChain
{
    private readonly InterceptorRegistration[] _registrations;

    public InterceptorChain(IEnumerable<InterceptorRegistration> registrations) => _registrations = [.. registrations.Reverse()];

    public UnaryServerMethod<TRequest, TResponse> Wrap<TRequest, TResponse>(UnaryServerMethod<TRequest, TResponse> method)
        where TRequest : class
        where TResponse : class
    {
        foreach (var registration in _registrations)
        {
            var next = method;
            method = async (TRequest request, ServerCallContext context) =>
            {
                await using var lease = new Lease(registration, context);
                return await lease.Interceptor.UnaryServerHandler(request, context, next).ConfigureAwait(false);
            };
        }

        return method;
    }

    public ClientStreamingServerMethod<TRequest, TResponse> Wrap<TRequest, TResponse>(ClientStreamingServerMethod<TRequest, TResponse> method)
        where TRequest : class
        where TResponse : class
    {
        foreach (var registration in _registrations)
        {
            var next = method;
            method = async (IAsyncStreamReader<TRequest> requests, ServerCallContext context) =>
            {
                await using var lease = new Lease(registration, context);
                return await lease.Interceptor.ClientStreamingServerHandler(requests, context, next).ConfigureAwait(false);
            };
        }

        return method;
    }

    public ServerStreamingServerMethod<TRequest, TResponse> Wrap<TRequest, TResponse>(ServerStreamingServerMethod<TRequest, TResponse> method)
        where TRequest : class
        where TResponse : class
    {
        foreach (var registration in _registrations)
        {
            var next = method;
            method = async (TRequest request, IServerStreamWriter<TResponse> responses, ServerCallContext context) =>
            {
                await using var lease = new Lease(registration, context);
                await lease.Interceptor.ServerStreamingServerHandler(request, responses, context, next).ConfigureAwait(false);
            };
        }

        return method;
    }

    public DuplexStreamingServerMethod<TRequest, TResponse> Wrap<TRequest, TResponse>(DuplexStreamingServerMethod<TRequest, TResponse> method)
        where TRequest : class
        where TResponse : class
    {
        foreach (var registration in _registrations)
        {
            var next = method;
            method = async (IAsyncStreamReader<TRequest> requests, IServerStreamWriter<TResponse> responses, ServerCallContext context) =>
            {
                await using var lease = new Lease(registration, context);
                await lease.Interceptor.DuplexStreamingServerHandler(requests, responses, context, next).ConfigureAwait(false);
            };
        }

        return method;
    }

    private readonly struct Lease : IAsyncDisposable
    {
        private readonly bool _isOwned;

        public Lease(InterceptorRegistration registration, ServerCallContext context) =>
            (Interceptor, _isOwned) = registration.Create(context.GetHttpContext().RequestServices);

        public Interceptor Interceptor { get; }

        public ValueTask DisposeAsync()
        {
            if (_isOwned && Interceptor is IAsyncDisposable asynchronous)
            {
                return asynchronous.DisposeAsync();
            }

            if (_isOwned)
            {
                (Interceptor as IDisposable)?.Dispose();
            }

            return default;
        }
    }
}
