using System.Net.Security;

namespace Fabric.DevLedger;

/// <summary>The cipher suites a peer offers: those of a Fabric peer, which has none of CBC, and of TLS 1.3.</summary>
internal static class PeerCipherSuites
{
    /// <summary>The policy; <c>null</c> where the platform's own settings decide.</summary>
    public static CipherSuitesPolicy? Policy { get; } = OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? null : new CipherSuitesPolicy(
    [
        TlsCipherSuite.TLS_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
        TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
    ]);
}
