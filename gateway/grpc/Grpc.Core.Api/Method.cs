namespace Grpc.Core;

/// <summary>A remote method and how its messages become bytes.</summary>
/// <typeparam name="TRequest">The request message.</typeparam>
/// <typeparam name="TResponse">The response message.</typeparam>
public class Method<TRequest, TResponse> : IMethod
{
    /// <summary>Describes a method.</summary>
    /// <param name="type">Which sides stream.</param>
    /// <param name="serviceName">The service's full name.</param>
    /// <param name="name">The method's name.</param>
    /// <param name="requestMarshaller">Bytes of requests.</param>
    /// <param name="responseMarshaller">Bytes of responses.</param>
    public Method(MethodType type, string serviceName, string name, Marshaller<TRequest> requestMarshaller, Marshaller<TResponse> responseMarshaller)
    {
        Type = type;
        ServiceName = serviceName ?? throw new ArgumentNullException(nameof(serviceName));
        Name = name ?? throw new ArgumentNullException(nameof(name));
        RequestMarshaller = requestMarshaller ?? throw new ArgumentNullException(nameof(requestMarshaller));
        ResponseMarshaller = responseMarshaller ?? throw new ArgumentNullException(nameof(responseMarshaller));
        FullName = "/" + serviceName + "/" + name;
    }

    /// <inheritdoc/>
    public MethodType Type { get; }

    /// <inheritdoc/>
    public string ServiceName { get; }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public string FullName { get; }

    /// <summary>Bytes of requests.</summary>
    public Marshaller<TRequest> RequestMarshaller { get; }

    /// <summary>Bytes of responses.</summary>
    public Marshaller<TResponse> ResponseMarshaller { get; }
}
