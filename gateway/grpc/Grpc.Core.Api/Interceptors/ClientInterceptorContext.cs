namespace Grpc.Core.Interceptors;

/// <summary>What a client interceptor sees of a call, and may replace.</summary>
/// <typeparam name="TRequest">The request message.</typeparam>
/// <typeparam name="TResponse">The response message.</typeparam>
public readonly struct ClientInterceptorContext<TRequest, TResponse>
    where TRequest : class
    where TResponse : class
{
    /// <summary>Describes a call.</summary>
    /// <param name="method">The method.</param>
    /// <param name="host">The authority asked for; null for the channel's own.</param>
    /// <param name="options">Headers, deadline, cancellation.</param>
    public ClientInterceptorContext(Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        Method = method;
        Host = host;
        Options = options;
    }

    /// <summary>The method.</summary>
    public Method<TRequest, TResponse> Method { get; }

    /// <summary>The authority asked for; null for the channel's own.</summary>
    public string? Host { get; }

    /// <summary>Headers, deadline, cancellation.</summary>
    public CallOptions Options { get; }
}
