using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>
/// Makes an endpoint of each method. Everything that does not change from call to call is prepared here: the
/// delegate to the service's method and the chain of interceptors in front of it.
/// </summary>
internal sealed class ServiceBinder<TService> : ServiceBinderBase
    where TService : class
{
    private readonly ServiceActivator<TService> _activator = new();
    private readonly List<IEndpointConventionBuilder> _mapped = [];
    private readonly IEndpointRouteBuilder _endpoints;
    private readonly GrpcServiceOptions _options;
    private readonly ILogger _logger;
    private readonly InterceptorChain _interceptors;

    public ServiceBinder(IEndpointRouteBuilder endpoints, GrpcServiceOptions options, ILogger logger)
    {
        _endpoints = endpoints;
        _options = options;
        _logger = logger;
        _interceptors = new InterceptorChain(options.Interceptors);
    }

    public IReadOnlyList<IEndpointConventionBuilder> Endpoints => _mapped;

    public HashSet<string> ServiceNames { get; } = new(StringComparer.Ordinal);

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler)
    {
        var target = Find<Func<TService, TRequest, ServerCallContext, Task<TResponse>>>(method, typeof(TRequest), typeof(ServerCallContext));
        var chain = _interceptors.Wrap<TRequest, TResponse>((request, context) =>
            _activator.RunAsync(context, (target, request), static (service, call, state) => state.target(service, state.request, call)));
        Map(method, async call =>
        {
            var request = await call.ReadOneAsync(method.RequestMarshaller).ConfigureAwait(false);
            call.WriteOne(method.ResponseMarshaller, await chain(request, call).ConfigureAwait(false));
        });
    }

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse>? handler)
    {
        var target = Find<Func<TService, IAsyncStreamReader<TRequest>, ServerCallContext, Task<TResponse>>>(
            method, typeof(IAsyncStreamReader<TRequest>), typeof(ServerCallContext));
        var chain = _interceptors.Wrap<TRequest, TResponse>((IAsyncStreamReader<TRequest> requests, ServerCallContext context) =>
            _activator.RunAsync(context, (target, requests), static (service, call, state) => state.target(service, state.requests, call)));
        Map(method, async call =>
        {
            var requests = new RequestStream<TRequest>(call, method.RequestMarshaller);
            call.WriteOne(method.ResponseMarshaller, await chain(requests, call).ConfigureAwait(false));
        });
    }

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler)
    {
        var target = Find<Func<TService, TRequest, IServerStreamWriter<TResponse>, ServerCallContext, Task>>(
            method, typeof(TRequest), typeof(IServerStreamWriter<TResponse>), typeof(ServerCallContext));
        var chain = _interceptors.Wrap<TRequest, TResponse>((TRequest request, IServerStreamWriter<TResponse> responses, ServerCallContext context) =>
            _activator.RunAsync(context, (target, request, responses), static async (service, call, state) =>
            {
                await state.target(service, state.request, state.responses, call).ConfigureAwait(false);
                return true;
            }));
        Map(method, async call =>
        {
            var request = await call.ReadOneAsync(method.RequestMarshaller).ConfigureAwait(false);
            using var responses = new ResponseStream<TResponse>(call, method.ResponseMarshaller);
            await chain(request, responses, call).ConfigureAwait(false);
        });
    }

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler)
    {
        var target = Find<Func<TService, IAsyncStreamReader<TRequest>, IServerStreamWriter<TResponse>, ServerCallContext, Task>>(
            method, typeof(IAsyncStreamReader<TRequest>), typeof(IServerStreamWriter<TResponse>), typeof(ServerCallContext));
        var chain = _interceptors.Wrap<TRequest, TResponse>((IAsyncStreamReader<TRequest> requests, IServerStreamWriter<TResponse> responses, ServerCallContext context) =>
            _activator.RunAsync(context, (target, requests, responses), static async (service, call, state) =>
            {
                await state.target(service, state.requests, state.responses, call).ConfigureAwait(false);
                return true;
            }));
        Map(method, async call =>
        {
            var requests = new RequestStream<TRequest>(call, method.RequestMarshaller);
            using var responses = new ResponseStream<TResponse>(call, method.ResponseMarshaller);
            await chain(requests, responses, call).ConfigureAwait(false);
        });
    }

    private static TDelegate Find<TDelegate>(IMethod method, params Type[] parameters)
        where TDelegate : Delegate =>
        typeof(TService).GetMethod(method.Name, parameters)?.CreateDelegate<TDelegate>()
            ?? throw new InvalidOperationException($"{typeof(TService).Name} has no public method '{method.Name}' with the parameters of {method.FullName}.");

    private void Map(IMethod method, Func<HttpServerCallContext, Task> serve)
    {
        ServiceNames.Add(method.ServiceName);
        var handler = new CallHandler(method, _options, _logger, serve);
        _mapped.Add(_endpoints
            .MapPost(method.FullName, handler.HandleAsync)
            .WithDisplayName("gRPC - " + method.FullName)
            .WithMetadata(new GrpcMethodMetadata(typeof(TService), method)));
    }
}
