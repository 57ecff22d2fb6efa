namespace Fabric.Msp;

/// <summary>What a member of an organization is, read from the organizational unit of its certificate.</summary>
public enum NodeRole
{
    /// <summary>Not classified: the MSP does not use node organizational units.</summary>
    None,

    /// <summary>Submits transactions.</summary>
    Client,

    /// <summary>Endorses and commits.</summary>
    Peer,

    /// <summary>Administers the organization.</summary>
    Admin,

    /// <summary>Orders transactions.</summary>
    Orderer,
}
