namespace Insurance.Consortium.Calls;

/// <summary>Connections of which the other side's certificate is one authority's, of no other of the machine's.</summary>
public static class TrustedRoot
{
    /// <param name="root">The authority's certificate; who made it disposes of it.</param>
    public static SslClientAuthenticationOptions Only(X509Certificate2 root) => new()
    {
        CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            CustomTrustStore = { root },
            RevocationMode = X509RevocationMode.NoCheck,
        },
    };
}
