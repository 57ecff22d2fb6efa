using System.Collections.Concurrent;
using Grpc.Core;
using Grpc.Net.Client.Internal;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Grpc.Net.Client;

/// <summary>
/// A way to one server over HTTP/2. Connections are made on demand and shared by all calls; keep a channel for as
/// long as the server is needed. Safe to use from any thread.
/// </summary>
public sealed class GrpcChannel : ChannelBase, IDisposable
{
    private readonly ConcurrentDictionary<IMethod, Uri> _methodUris = new(ReferenceEqualityComparer.Instance);
    private readonly CancellationTokenSource _shutdown = new();
    private readonly HttpMessageInvoker _http;
    private readonly Uri _address;

    private GrpcChannel(Uri address, GrpcChannelOptions options)
        : base(address.Authority)
    {
        _address = address;
        Options = options;
        IsSecure = CheckCredentials(address, options.Credentials);
        Logger = options.LoggerFactory?.CreateLogger<GrpcChannel>() ?? (ILogger)NullLogger.Instance;
        _http = options.HttpHandler is null
            ? new HttpMessageInvoker(new SocketsHttpHandler { EnableMultipleHttp2Connections = true, UseProxy = false }, disposeHandler: true)
            : new HttpMessageInvoker(options.HttpHandler, options.DisposeHttpClient);
        Shutdown = _shutdown.Token;
    }

    internal GrpcChannelOptions Options { get; }

    internal bool IsSecure { get; }

    internal ILogger Logger { get; }

    internal CancellationToken Shutdown { get; }

    /// <summary>A channel to an address such as <c>https://peer0:7051</c>, or <c>http://…</c> for clear text.</summary>
    /// <param name="address">The address; a path in it is not used.</param>
    /// <returns>The channel.</returns>
    public static GrpcChannel ForAddress(string address) => ForAddress(address, new GrpcChannelOptions());

    /// <summary>A channel to an address such as <c>https://peer0:7051</c>, or <c>http://…</c> for clear text.</summary>
    /// <param name="address">The address; a path in it is not used.</param>
    /// <param name="channelOptions">How the server is reached.</param>
    /// <returns>The channel.</returns>
    /// <exception cref="ArgumentException">The address is not an absolute http or https URL.</exception>
    public static GrpcChannel ForAddress(string address, GrpcChannelOptions channelOptions) =>
        Uri.TryCreate(address ?? throw new ArgumentNullException(nameof(address)), UriKind.Absolute, out var uri)
            ? ForAddress(uri, channelOptions)
            : throw new ArgumentException($"'{address}' is not an absolute URL; expected http://host:port or https://host:port.", nameof(address));

    /// <summary>A channel to an address.</summary>
    /// <param name="address">The address; a path in it is not used.</param>
    /// <returns>The channel.</returns>
    public static GrpcChannel ForAddress(Uri address) => ForAddress(address, new GrpcChannelOptions());

    /// <summary>A channel to an address.</summary>
    /// <param name="address">The address; a path in it is not used.</param>
    /// <param name="channelOptions">How the server is reached.</param>
    /// <returns>The channel.</returns>
    /// <exception cref="ArgumentException">The address is not an absolute http or https URL.</exception>
    public static GrpcChannel ForAddress(Uri address, GrpcChannelOptions channelOptions)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(channelOptions);
        if (!address.IsAbsoluteUri || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
        {
            throw new ArgumentException($"'{address}' is not an absolute URL; expected http://host:port or https://host:port.", nameof(address));
        }

        return new GrpcChannel(address, channelOptions);
    }

    /// <inheritdoc/>
    public override CallInvoker CreateCallInvoker()
    {
        ObjectDisposedException.ThrowIf(_shutdown.IsCancellationRequested, this);
        return new HttpCallInvoker(this);
    }

    /// <summary>Cancels the calls under way and closes the connections.</summary>
    public void Dispose()
    {
        if (!_shutdown.IsCancellationRequested)
        {
            _shutdown.Cancel();
            _http.Dispose();
            _shutdown.Dispose();
        }
    }

    internal Uri UriOf(IMethod method) => _methodUris.GetOrAdd(method, static (m, address) => new Uri(address, m.FullName), _address);

    internal Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        _http.SendAsync(request, cancellationToken);

    internal AuthInterceptorContext AuthContextOf(IMethod method, CancellationToken cancellationToken) =>
        new($"{_address.Scheme}://{_address.Authority}/{method.ServiceName}", method.Name, cancellationToken);

    /// <inheritdoc/>
    protected override Task ShutdownAsyncCore()
    {
        Dispose();
        return Task.CompletedTask;
    }

    private static bool CheckCredentials(Uri address, ChannelCredentials? credentials)
    {
        var isSecure = address.Scheme == Uri.UriSchemeHttps;
        if (credentials is not null && credentials.IsSecure != isSecure)
        {
            throw new InvalidOperationException(
                $"The channel's credentials are {(credentials.IsSecure ? "secure" : "insecure")} but its address has the scheme '{address.Scheme}'.");
        }

        return isSecure;
    }
}
