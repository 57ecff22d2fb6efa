namespace Fabric.Client.Tests;

internal static class Trust
{
    /// <summary>Connections on which that authority alone is believed.</summary>
    public static X509ChainPolicy Only(X509Certificate2 authority) =>
        new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, CustomTrustStore = { authority } };
}
