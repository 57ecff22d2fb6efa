using Fabric.DevLedger.Admission;
using Fabric.DevLedger.Configuration;
using Fabric.DevLedger.Endorsement;
using Fabric.DevLedger.Identities;
using Fabric.DevLedger.Ordering;
using Fabric.DevLedger.Storage;

namespace Fabric.DevLedger.Services;

/// <summary>What the services of every organization share: one channel and its ledger.</summary>
internal sealed record LedgerContext
{
    public required string Channel { get; init; }

    public required ChannelMembership Membership { get; init; }

    public required IReadOnlyDictionary<string, OrganizationPeer> Peers { get; init; }

    public required IReadOnlyDictionary<string, InstalledChaincode> Chaincodes { get; init; }

    public required Endorser Endorser { get; init; }

    public required ProposalChecker Checker { get; init; }

    public required EndorsementPlanner Planner { get; init; }

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

    public required TimeProvider Time { get; init; }

    /// <summary>Cancelled when the server stops, so that open streams end.</summary>
    public required CancellationToken Stopping { get; init; }
}
