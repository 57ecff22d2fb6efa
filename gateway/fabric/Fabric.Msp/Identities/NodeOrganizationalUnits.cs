namespace Fabric.Msp;

/// <summary>Which organizational unit gives which role (Fabric's <c>NodeOUs</c>).</summary>
public sealed record NodeOrganizationalUnits
{
    /// <summary>The customary unit names: <c>client</c>, <c>peer</c>, <c>admin</c>, <c>orderer</c>.</summary>
    public static NodeOrganizationalUnits Default { get; } = new();

    /// <summary>Unit of clients.</summary>
    /// <value>The default is <c>client</c>.</value>
    public OrganizationalUnitIdentifier? Client { get; init; } = new("client");

    /// <summary>Unit of peers.</summary>
    /// <value>The default is <c>peer</c>.</value>
    public OrganizationalUnitIdentifier? Peer { get; init; } = new("peer");

    /// <summary>Unit of administrators.</summary>
    /// <value>The default is <c>admin</c>.</value>
    public OrganizationalUnitIdentifier? Admin { get; init; } = new("admin");

    /// <summary>Unit of orderers.</summary>
    /// <value>The default is <c>orderer</c>.</value>
    public OrganizationalUnitIdentifier? Orderer { get; init; } = new("orderer");

    internal IEnumerable<(NodeRole Role, OrganizationalUnitIdentifier Unit)> All()
    {
        if (Client is not null)
        {
            yield return (NodeRole.Client, Client);
        }

        if (Peer is not null)
        {
            yield return (NodeRole.Peer, Peer);
        }

        if (Admin is not null)
        {
            yield return (NodeRole.Admin, Admin);
        }

        if (Orderer is not null)
        {
            yield return (NodeRole.Orderer, Orderer);
        }
    }
}
