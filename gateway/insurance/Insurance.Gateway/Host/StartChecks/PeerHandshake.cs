using System.Net.Sockets;
using System.Security.Authentication;

namespace Insurance.Gateway.Host.StartChecks;

/// <summary>
/// Connects to the peer once, to see what it presents and to say precisely what does not fit; an HTTP client would only say
/// that the handshake failed.
/// </summary>
internal sealed class PeerHandshake(PeerSettings peer, X509Certificate2Collection roots, TimeProvider clock)
{
    private string Host => peer.ServerName ?? peer.Endpoint.Host;

    /// <returns>The certificates presented, the peer's own first; or what is wrong.</returns>
    public async Task<(IReadOnlyList<X509Certificate2> Presented, Finding? Problem)> TryAsync(CancellationToken cancellationToken)
    {
        var presented = new List<X509Certificate2>();
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(peer.Endpoint.Host, peer.Endpoint.Port, cancellationToken);
            await using var stream = new SslStream(client.GetStream());
            await stream.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = Host,
                    ApplicationProtocols = [SslApplicationProtocol.Http2],
                    EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,

                    // Judged below, piece by piece. Nothing is sent over this connection.
                    RemoteCertificateValidationCallback = (_, certificate, chain, _) => Remember(certificate, chain, presented),
                },
                cancellationToken);
        }
        catch (SocketException error)
        {
            return ([], Finding.Waiting("PEER_UNREACHABLE", $"No peer can be reached at {peer.Endpoint}: {error.Message}; start the peer, or correct Gateway:Peer:Endpoint."));
        }
        catch (Exception error) when (error is AuthenticationException or IOException)
        {
            return ([], Finding.Waiting("PEER_TLS_FAILED", $"{peer.Endpoint} does not speak the TLS of a peer: {error.InnerException?.Message ?? error.Message}; is Gateway:Peer:Endpoint the peer's own port, and is TLS on there?"));
        }

        return (presented, Judge(presented));
    }

    /// <summary>Whether a certificate leads to one of the roots, dates aside.</summary>
    public static bool LeadsTo(IReadOnlyList<X509Certificate2> presented, IEnumerable<X509Certificate2> roots, IEnumerable<X509Certificate2> intermediates)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid | X509VerificationFlags.IgnoreWrongUsage;
        chain.ChainPolicy.CustomTrustStore.AddRange(roots.ToArray());
        chain.ChainPolicy.ExtraStore.AddRange(intermediates.Concat(presented.Skip(1)).ToArray());
        return chain.Build(presented[0]);
    }

    private static bool Remember(X509Certificate? certificate, X509Chain? chain, List<X509Certificate2> presented)
    {
        if (certificate is not null)
        {
            presented.Add(new X509Certificate2(certificate));
            presented.AddRange((chain?.ChainPolicy.ExtraStore ?? []).Select(item => new X509Certificate2(item)));
        }

        return true;
    }

    private Finding? Judge(List<X509Certificate2> presented)
    {
        if (presented.Count == 0)
        {
            return Finding.Waiting("PEER_TLS_FAILED", $"{peer.Endpoint} presents no certificate; is it a peer?");
        }

        var own = presented[0];
        if (!LeadsTo(presented, roots, []))
        {
            return Finding.Fatal(
                "PEER_TLS_UNTRUSTED",
                $"The certificate of the peer at {peer.Endpoint} was issued by '{own.Issuer}', and Gateway:Peer:TlsRoot ({peer.TlsRoot}) holds {Names(roots)}; put the TLS authority of the organization's peer there, or correct Gateway:Peer:Endpoint.");
        }

        if (!own.MatchesHostname(Host))
        {
            return Finding.Fatal(
                "PEER_NAME_MISMATCH",
                $"The certificate of the peer at {peer.Endpoint} is not for '{Host}' but for {AlternativeNames(own)}; set Gateway:Peer:ServerName to a name of the certificate.");
        }

        var now = clock.GetUtcNow();
        return now >= own.NotBefore.ToUniversalTime() && now <= own.NotAfter.ToUniversalTime() ? null : Finding.Waiting(
            "PEER_CERTIFICATE_EXPIRED",
            string.Create(
                CultureInfo.InvariantCulture,
                $"The certificate of the peer at {peer.Endpoint} is valid from {own.NotBefore.ToUniversalTime():u} to {own.NotAfter.ToUniversalTime():u}; renew the peer's TLS certificate and start the peer again, or check this machine's clock."));
    }

    private static string Names(X509Certificate2Collection certificates) =>
        string.Join(", ", certificates.Select(certificate => $"'{certificate.Subject}'"));

    private static string AlternativeNames(X509Certificate2 certificate)
    {
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(extension => extension.EnumerateDnsNames().Concat(extension.EnumerateIPAddresses().Select(address => address.ToString())))
            .ToList();
        return names.Count == 0 ? $"no name at all (subject '{certificate.Subject}')" : string.Join(", ", names);
    }
}
