namespace Insurance.Consortium.State;

/// <summary>What keeps the ledger under the gateways; the names are those of <c>--network</c>.</summary>
public enum NetworkKind
{
    /// <summary>One process that stands in for all of Fabric.</summary>
    DevLedger,

    /// <summary>Hyperledger Fabric's own orderers and peers, as processes of this machine.</summary>
    Fabric,

    /// <summary>Hyperledger Fabric in containers.</summary>
    Docker,
}
