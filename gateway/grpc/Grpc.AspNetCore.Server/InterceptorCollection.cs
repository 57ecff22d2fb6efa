using System.Collections.ObjectModel;
using Grpc.Core.Interceptors;

namespace Grpc.AspNetCore.Server;

/// <summary>Server interceptors, in the order in which they see a call.</summary>
public class InterceptorCollection : Collection<InterceptorRegistration>
{
    /// <summary>Adds an interceptor.</summary>
    /// <typeparam name="TInterceptor">Its type; taken from the call's services, or made with their help.</typeparam>
    /// <param name="args">Constructor arguments that are no services.</param>
    public void Add<TInterceptor>(params object[] args)
        where TInterceptor : Interceptor =>
        Add(typeof(TInterceptor), args);

    /// <summary>Adds an interceptor.</summary>
    /// <param name="interceptorType">Its type; taken from the call's services, or made with their help.</param>
    /// <param name="args">Constructor arguments that are no services.</param>
    public void Add(Type interceptorType, params object[] args)
    {
        ArgumentNullException.ThrowIfNull(interceptorType);
        if (!interceptorType.IsSubclassOf(typeof(Interceptor)))
        {
            throw new ArgumentException($"Type must be a subclass of {typeof(Interceptor).FullName}: {interceptorType}", nameof(interceptorType));
        }

        Add(new InterceptorRegistration(interceptorType, args));
    }
}
