using Grpc.AspNetCore.Server.Internal;
using Microsoft.AspNetCore.Routing;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps gRPC services to endpoints.</summary>
public static class GrpcEndpointRouteBuilderExtensions
{
    /// <summary>Maps every method of a service. Unknown methods and services are answered with UNIMPLEMENTED.</summary>
    /// <typeparam name="TService">A subclass of a generated service base; made anew for every call unless registered otherwise.</typeparam>
    /// <param name="builder">The application's endpoints.</param>
    /// <returns>A builder for conventions on the service's endpoints.</returns>
    /// <exception cref="InvalidOperationException">gRPC was not added, or the type is no gRPC service.</exception>
    public static GrpcServiceEndpointConventionBuilder MapGrpcService<TService>(this IEndpointRouteBuilder builder)
        where TService : class
    {
        ArgumentNullException.ThrowIfNull(builder);
        return new GrpcServiceEndpointConventionBuilder(ServiceMapper.Map<TService>(builder));
    }
}
