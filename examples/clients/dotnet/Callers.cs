using System.Security.Cryptography.X509Certificates;
using Grpc.Net.Client;

namespace Client;

/// <summary>Connections to one insurer's gateway, each as another caller.</summary>
/// <param name="home">The state directory of <c>insure up</c>.</param>
/// <param name="gateway">Host and port.</param>
internal sealed class Callers(string home, string gateway) : IDisposable
{
    private const string Insurer = "AuroraMSP";

    private readonly List<GrpcChannel> _channels = [];

    public GrpcChannel As(string role)
    {
        var caller = Path.Combine(home, "callers", Insurer, role);
        var certificate = X509Certificate2.CreateFromPemFile(caller + ".crt", caller + ".key");
        var authority = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(home, "organizations", Insurer, "ca", "ca.crt"));
        var handler = new SocketsHttpHandler();
        handler.SslOptions.ClientCertificates = [certificate];
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            CustomTrustStore = { authority },
            RevocationMode = X509RevocationMode.NoCheck,
        };
        var channel = GrpcChannel.ForAddress($"https://{gateway}", new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = true });
        _channels.Add(channel);
        return channel;
    }

    public void Dispose() => _channels.ForEach(channel => channel.Dispose());
}
