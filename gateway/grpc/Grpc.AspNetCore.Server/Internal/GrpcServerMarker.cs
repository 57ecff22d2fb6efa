namespace Grpc.AspNetCore.Server.Internal;

/// <summary>Says that gRPC was added, and remembers what is mapped once per application.</summary>
internal sealed class GrpcServerMarker
{
    public bool UnknownServicesMapped { get; set; }
}
