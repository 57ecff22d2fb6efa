namespace Insurance.Consortium.Calls;

/// <summary>A caller's connection to one gateway: its client certificate, the organization's CA as the only root.</summary>
public sealed class GatewayConnection : IDisposable
{
    private readonly X509Certificate2? _certificate;
    private readonly X509Certificate2 _root;

    public GatewayConnection(HomeDirectory home, GatewayAddress address, string caller)
        : this(address.Uri, Existing(home, home.CallerCertificate(address.MspId, caller)), Existing(home, home.CallerKey(address.MspId, caller)), home.CaCertificate(address.MspId))
    {
    }

    public GatewayConnection(Uri address, string certificatePath, string keyPath, string rootPath)
        : this(address, X509Certificate2.CreateFromPemFile(certificatePath, keyPath), rootPath)
    {
    }

    private GatewayConnection(Uri address, X509Certificate2? certificate, string rootPath)
    {
        _certificate = certificate;
        _root = X509CertificateLoader.LoadCertificateFromFile(rootPath);
        var tls = TrustedRoot.Only(_root);
        if (certificate is not null)
        {
            tls.ClientCertificates = [certificate];
            tls.LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate;
        }

        Channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler
            {
                SslOptions = tls,
                ConnectTimeout = TimeSpan.FromSeconds(5),
            },
            DisposeHttpClient = true,

            // A run over many policies goes on when its gateway is back; the package's pauses grow to two minutes.
            MaxReconnectBackoff = TimeSpan.FromSeconds(1),
        });
    }

    public GrpcChannel Channel { get; }

    /// <summary>Of a policyholder, who has a token and no certificate.</summary>
    public static GatewayConnection WithoutCertificate(Uri address, string rootPath) => new(address, null, rootPath);

    private static string Existing(HomeDirectory home, string path) => OwnFile.IsThere(path)
        ? path
        : throw new ConsortiumException(ExitCodes.Environment, $"{path} is missing; run `{Invocation.Of(home, "down")}` and `{Invocation.Of(home, "up")}` to issue it");

    public void Dispose()
    {
        Channel.Dispose();
        _certificate?.Dispose();
        _root.Dispose();
    }
}
