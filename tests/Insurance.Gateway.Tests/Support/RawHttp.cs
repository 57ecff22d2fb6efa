namespace Insurance.Gateway.Tests.Support;

/// <summary>HTTP/1.1 over TLS, byte by byte.</summary>
internal sealed class RawHttp : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly TcpClient _client;
    private readonly SslStream _stream;

    private RawHttp(TcpClient client, SslStream stream)
    {
        _client = client;
        _stream = stream;
    }

    public static async Task<RawHttp> ConnectAsync(
        GatewayServer server, X509Certificate2? caller = null, SslProtocols protocols = SslProtocols.None, params TlsCipherSuite[] suites)
    {
        var client = new TcpClient();
        await client.ConnectAsync(server.Endpoint.Host, server.Endpoint.Port);
        var stream = new SslStream(client.GetStream());
        try
        {
            await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = "127.0.0.1",
                EnabledSslProtocols = protocols,
                CipherSuitesPolicy = suites.Length == 0 || OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? null : new CipherSuitesPolicy(suites),
                ClientCertificateContext = caller is null ? null : SslStreamCertificateContext.Create(caller, null, offline: true),
                RemoteCertificateValidationCallback = (_, _, _, _) => true,
            });
        }
        catch
        {
            client.Dispose();
            throw;
        }

        return new RawHttp(client, stream);
    }

    public TlsCipherSuite CipherSuite => _stream.NegotiatedCipherSuite;

    public async Task SendAsync(string text)
    {
        await _stream.WriteAsync(Encoding.Latin1.GetBytes(text));
        await _stream.FlushAsync();
    }

    /// <summary>All that comes until the other side closes.</summary>
    public async Task<string> ReadAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        var text = new StringBuilder();
        var buffer = new byte[16 * 1024];
        try
        {
            int read;
            while ((read = await _stream.ReadAsync(buffer, patience.Token)) > 0)
            {
                text.Append(Encoding.UTF8.GetString(buffer, 0, read));
            }
        }
        catch (IOException)
        {
            // Closed without goodbye.
        }

        return text.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        _client.Dispose();
    }
}
