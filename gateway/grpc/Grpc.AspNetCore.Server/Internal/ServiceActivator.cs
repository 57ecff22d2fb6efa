using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>Gets a service object for each call: the registered one, or one made for the call and disposed after it.</summary>
internal sealed class ServiceActivator<TService>
    where TService : class
{
    private readonly Lazy<ObjectFactory<TService>> _factory = new(() => ActivatorUtilities.CreateFactory<TService>([]));

    public Task<TResult> RunAsync<TState, TResult>(ServerCallContext context, TState state, Func<TService, ServerCallContext, TState, Task<TResult>> run)
    {
        var services = context.GetHttpContext().RequestServices;
        if (services.GetService<TService>() is { } registered)
        {
            return run(registered, context, state);
        }

        var made = _factory.Value(services, null);
        return made is IAsyncDisposable or IDisposable
            ? RunAndDisposeAsync(made, context, state, run)
            : run(made, context, state);
    }

    private static async Task<TResult> RunAndDisposeAsync<TState, TResult>(TService service, ServerCallContext context, TState state, Func<TService, ServerCallContext, TState, Task<TResult>> run)
    {
        try
        {
            return await run(service, context, state).ConfigureAwait(false);
        }
        finally
        {
            await DisposeAsync(service).ConfigureAwait(false);
        }
    }

    private static ValueTask DisposeAsync(TService service)
    {
        if (service is IAsyncDisposable asynchronous)
        {
            return asynchronous.DisposeAsync();
        }

        ((IDisposable)service).Dispose();
        return default;
    }
}
