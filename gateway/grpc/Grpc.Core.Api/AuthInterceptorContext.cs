namespace Grpc.Core;

/// <summary>Which call asks for credentials.</summary>
public class AuthInterceptorContext
{
    /// <summary>Describes a call.</summary>
    /// <param name="serviceUrl">The service's URL.</param>
    /// <param name="methodName">The method's name.</param>
    public AuthInterceptorContext(string serviceUrl, string methodName)
        : this(serviceUrl, methodName, CancellationToken.None)
    {
    }

    /// <summary>Describes a call.</summary>
    /// <param name="serviceUrl">The service's URL.</param>
    /// <param name="methodName">The method's name.</param>
    /// <param name="cancellationToken">Cancelled with the call.</param>
    public AuthInterceptorContext(string serviceUrl, string methodName, CancellationToken cancellationToken)
    {
        ServiceUrl = serviceUrl ?? throw new ArgumentNullException(nameof(serviceUrl));
        MethodName = methodName ?? throw new ArgumentNullException(nameof(methodName));
        CancellationToken = cancellationToken;
    }

    /// <summary>The service's URL.</summary>
    public string ServiceUrl { get; }

    /// <summary>The method's name.</summary>
    public string MethodName { get; }

    /// <summary>Cancelled with the call.</summary>
    public CancellationToken CancellationToken { get; }
}
