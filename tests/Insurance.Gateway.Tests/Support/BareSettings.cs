namespace Insurance.Gateway.Tests.Support;

/// <summary>The settings of an insurer's gateway that names no certificate, no identity and no peer that is there.</summary>
internal static class BareSettings
{
    public static GatewaySettings In(string stateDirectory) => new()
    {
        Organization = new OrganizationSettings(GatewayServer.MspId, "Insurer One", OrganizationKind.Insurer),
        Listen = ListenAddress.Parse("127.0.0.1:0")!,
        Tls = new TlsSettings("", "", "", null),
        Peer = new PeerSettings(new Uri("https://127.0.0.1:1"), "", null),
        Channel = "insurance",
        Chaincode = "insurance",
        Identities = new Dictionary<string, IdentitySettings>(),
        Timeouts = new TimeoutSettings(),
        Limits = new LimitSettings(),
        StateDirectory = stateDirectory,
    };
}
