using Grpc.Core.Interceptors;
using Microsoft.Extensions.DependencyInjection;

namespace Grpc.AspNetCore.Server;

/// <summary>A server interceptor to be used for every call.</summary>
public class InterceptorRegistration
{
    private readonly object[] _arguments;
    private readonly Lazy<ObjectFactory> _factory;

    internal InterceptorRegistration(Type type, object[] arguments)
    {
        Type = type;
        _arguments = arguments ?? throw new ArgumentNullException(nameof(arguments));
        _factory = new(() => ActivatorUtilities.CreateFactory(type, [.. _arguments.Select(argument => argument.GetType())]));
    }

    /// <summary>The interceptor's type.</summary>
    public Type Type { get; }

    /// <summary>Constructor arguments that are no services.</summary>
    public IReadOnlyList<object> Arguments => _arguments;

    /// <summary>The interceptor for one call, and whether the call has to dispose it.</summary>
    internal (Interceptor Instance, bool IsOwned) Create(IServiceProvider services)
    {
        if (_arguments.Length == 0 && services.GetService(Type) is Interceptor registered)
        {
            return (registered, false);
        }

        return ((Interceptor)_factory.Value(services, _arguments), true);
    }
}
