namespace Insurance.Cli.Consortium;

/// <summary>A member organization: one peer, one gateway, one certificate authority.</summary>
internal sealed record OrganizationDescription(
    string Name,
    string MspId,
    OrganizationKind Kind,
    int PeerPort,
    int GatewayPort);
