namespace Fabric.DevLedger.Services;

/// <summary>What the services of every organization share: one channel and its ledger.</summary>
internal sealed record LedgerContext
{
    public required string Channel { get; init; }

    /// <summary>Whether it answers as Fabric 3.1 where that answers otherwise than 2.5.</summary>
    public required bool AnswersAs31 { get; init; }

    public required ChannelIdentities Membership { get; init; }

    public required string OrdererMspId { get; init; }

    public required IReadOnlyDictionary<string, OrganizationPeer> Peers { get; init; }

    public required StoppedPeers StoppedPeers { get; init; }

    public required IReadOnlyDictionary<string, InstalledChaincode> Chaincodes { get; init; }

    public required Endorsement.Endorser Endorser { get; init; }

    public required ProposalChecker Checker { get; init; }

    public required DiscoveryPlanner Planner { get; init; }

    public required TransientStore Transient { get; init; }

    public required SignatureCache Signatures { get; init; }

    public required Orderer Orderer { get; init; }

    public required LedgerHealth Health { get; init; }

    public required CommitNotifier Notifier { get; init; }

    /// <summary>For services; simulations have readers of their own, which chaincode may hold for long.</summary>
    public required ReaderPool Readers { get; init; }

    public required SimulationPlaces Simulations { get; init; }

    public required LimitOptions Limits { get; init; }

    public required CallGate Gate { get; init; }

    /// <summary>Event and block streams.</summary>
    public required OrganizationCounter Streams { get; init; }

    /// <summary>The machine's clock, by which certificates are judged.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>The clock of the ledger's clients, which may be ahead; see <see cref="LedgerClock"/>.</summary>
    public required TimeProvider ClientTime { get; init; }

    /// <summary>Cancelled when the server stops, so that open streams end.</summary>
    public required CancellationToken Stopping { get; init; }
}
