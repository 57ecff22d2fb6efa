namespace Insurance.Consortium.Fabric;

/// <summary>
/// Fabric's command line tools against one network: where they run, and how they see its files and nodes, is the
/// implementation's business. Everything that brings a channel up goes through here.
/// </summary>
internal interface IFabricTools
{
    /// <summary>The hosts by which the nodes know one another.</summary>
    FabricHosts Hosts { get; }

    /// <summary>Runs <c>peer</c> as an organization's administrator against the organization's own peer.</summary>
    Task<ToolResult> PeerAsync(OrganizationDescription organization, IReadOnlyList<string> arguments, CancellationToken cancellationToken);

    /// <summary>Runs <c>osnadmin</c> against a node with the orderer administrator's client certificate.</summary>
    Task<ToolResult> OrdererAdminAsync(OrdererNodeDescription node, IReadOnlyList<string> arguments, CancellationToken cancellationToken);

    Task<ToolResult> ConfigTxGenAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken);

    /// <summary>A file of the state directory under the name by which the tools see it.</summary>
    string PathOf(string path);

    /// <summary>How the peer command reaches an orderer, as its arguments.</summary>
    IReadOnlyList<string> OrdererArguments(OrdererNodeDescription node);

    /// <summary>How the peer command reaches a peer other than its own, as its arguments.</summary>
    IReadOnlyList<string> PeerArguments(OrganizationDescription organization);

    /// <summary>The operations endpoint, as this process reaches it.</summary>
    Uri PeerOperations(OrganizationDescription organization);

    Uri OrdererOperations(OrdererNodeDescription node);
}
