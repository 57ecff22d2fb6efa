using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Grpc.Net.Client;

/// <summary>How a <see cref="GrpcChannel"/> reaches its server.</summary>
public sealed class GrpcChannelOptions
{
    /// <summary>How the channel is secured. Must agree with the address: <c>https</c> is secure, <c>http</c> is not.</summary>
    /// <value>Null by default: as the address says.</value>
    public ChannelCredentials? Credentials { get; set; }

    /// <summary>The largest request in bytes; null for no limit.</summary>
    /// <value>Null by default.</value>
    public int? MaxSendMessageSize { get; set; }

    /// <summary>The largest response in bytes, after decompression; null for no limit.</summary>
    /// <value>4 MiB by default.</value>
    public int? MaxReceiveMessageSize { get; set; } = 4 * 1024 * 1024;

    /// <summary>Where the channel logs.</summary>
    /// <value>Null by default: nowhere.</value>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>
    /// What makes HTTP requests. TLS, client certificates and keep-alive pings are configured on it. Give a
    /// <see cref="SocketsHttpHandler"/> <see cref="SocketsHttpHandler.EnableMultipleHttp2Connections"/> when more
    /// than a hundred calls run at once.
    /// </summary>
    /// <value>Null by default: a <see cref="SocketsHttpHandler"/> with several HTTP/2 connections enabled.</value>
    public HttpMessageHandler? HttpHandler { get; set; }

    /// <summary>Whether disposing the channel disposes <see cref="HttpHandler"/>.</summary>
    /// <value>False by default. A handler the channel made itself is always disposed.</value>
    public bool DisposeHttpClient { get; set; }

    /// <summary>Whether a cancelled or expired call throws <see cref="OperationCanceledException"/>.</summary>
    /// <value>False by default: it throws <see cref="RpcException"/>.</value>
    public bool ThrowOperationCanceledOnCancellation { get; set; }

    /// <summary>Whether call credentials are sent over a channel without TLS.</summary>
    /// <value>False by default: they are left out, with a warning in the log.</value>
    public bool UnsafeUseInsecureChannelCallCredentials { get; set; }
}
