using Grpc.Core;
using Grpc.Core.Internal;
using Microsoft.AspNetCore.Http;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>A call received over HTTP/2: what a service method sees of it.</summary>
internal sealed partial class HttpServerCallContext : ServerCallContext, IDisposable
{
    private readonly IMethod _method;
    private readonly GrpcServiceOptions _options;
    private Metadata? _requestHeaders;
    private Metadata? _responseTrailers;
    private AuthContext? _authContext;
    private Status _status;

    public HttpServerCallContext(HttpContext http, IMethod method, GrpcServiceOptions options)
    {
        HttpContext = http;
        _method = method;
        _options = options;
    }

    public HttpContext HttpContext { get; }

    public GrpcServiceOptions Options => _options;

    protected override string MethodCore => _method.FullName;

    protected override string HostCore => HttpContext.Request.Host.Value ?? "";

    protected override string PeerCore => PeerIdentity.AddressOf(HttpContext.Connection);

    protected override AuthContext AuthContextCore => _authContext ??= PeerIdentity.AuthContextOf(HttpContext.Connection.ClientCertificate);

    protected override DateTime DeadlineCore => _deadline;

    protected override CancellationToken CancellationTokenCore => _cancellation?.Token ?? HttpContext.RequestAborted;

    protected override Metadata ResponseTrailersCore => _responseTrailers ??= [];

    protected override WriteOptions? WriteOptionsCore { get; set; }

    protected override Status StatusCore
    {
        get => _status;
        set => _status = value;
    }

    protected override Metadata RequestHeadersCore => _requestHeaders ??= ReadHeaders();

    /// <summary>Decides the outcome of a call that did not succeed.</summary>
    public void Fail(in Status status, Metadata trailers)
    {
        _status = status;
        foreach (var entry in trailers)
        {
            ResponseTrailersCore.Add(entry);
        }
    }

    protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options) =>
        throw new NotSupportedException("Pass the context's deadline and cancellation token on instead.");

    protected override async Task WriteResponseHeadersAsyncCore(Metadata responseHeaders)
    {
        ArgumentNullException.ThrowIfNull(responseHeaders);
        if (_responseStarted)
        {
            throw new InvalidOperationException("Response headers can only be sent once per call.");
        }

        BeginWrite();
        try
        {
            foreach (var entry in responseHeaders)
            {
                if (!Protocol.IsReserved(entry.Key))
                {
                    AppendTo(HttpContext.Response.Headers, entry);
                }
            }

            await HttpContext.Response.BodyWriter.FlushAsync(CancellationTokenCore).ConfigureAwait(false);
        }
        finally
        {
            EndWrite();
        }
    }

    private Metadata ReadHeaders()
    {
        var metadata = new Metadata();
        foreach (var (key, values) in HttpContext.Request.Headers)
        {
            if (Protocol.IsReserved(key))
            {
                continue;
            }

            foreach (var value in values)
            {
                AddHeader(metadata, key, value ?? "");
            }
        }

        return metadata;
    }

    private static void AddHeader(Metadata metadata, string key, string value)
    {
        try
        {
            HeaderValues.AddTo(metadata, key, value);
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw new RpcException(new Status(StatusCode.Internal, $"The request header '{key}' is not valid metadata: {e.Message}", e));
        }
    }
}
