using Grpc.Core;

namespace Grpc.AspNetCore.Server;

/// <summary>Says which method an endpoint serves; found in the endpoint's metadata.</summary>
public sealed class GrpcMethodMetadata
{
    /// <summary>Describes an endpoint.</summary>
    /// <param name="serviceType">The type that serves.</param>
    /// <param name="method">The method served.</param>
    public GrpcMethodMetadata(Type serviceType, IMethod method)
    {
        ServiceType = serviceType ?? throw new ArgumentNullException(nameof(serviceType));
        Method = method ?? throw new ArgumentNullException(nameof(method));
    }

    /// <summary>The type that serves.</summary>
    public Type ServiceType { get; }

    /// <summary>The method served.</summary>
    public IMethod Method { get; }
}
