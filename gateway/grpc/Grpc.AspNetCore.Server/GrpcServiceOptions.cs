namespace Grpc.AspNetCore.Server;

/// <summary>How gRPC services are served.</summary>
public class GrpcServiceOptions
{
    /// <summary>The largest response in bytes; null for no limit.</summary>
    /// <value>Null by default.</value>
    public int? MaxSendMessageSize { get; set; }

    /// <summary>The largest request in bytes, after decompression; null for no limit.</summary>
    /// <value>4 MiB by default.</value>
    public int? MaxReceiveMessageSize { get; set; } = 4 * 1024 * 1024;

    /// <summary>Whether callers see the type and message of an exception that a method throws.</summary>
    /// <value>Off by default: such details may hold secrets.</value>
    public bool? EnableDetailedErrors { get; set; }

    /// <summary>Whether calls to services that are not mapped are left to other endpoints.</summary>
    /// <value>Off by default: they are answered with UNIMPLEMENTED.</value>
    public bool? IgnoreUnknownServices { get; set; }

    /// <summary>What stands between the transport and the methods; the first sees a call first.</summary>
    public InterceptorCollection Interceptors { get; } = [];
}
