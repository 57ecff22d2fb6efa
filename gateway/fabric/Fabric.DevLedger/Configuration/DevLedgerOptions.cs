using MovableClocks;

namespace Fabric.DevLedger.Configuration;

/// <summary>The configuration file; docs/operate/devledger.md describes it.</summary>
internal sealed record DevLedgerOptions
{
    public string DataDirectory { get; init; } = string.Empty;

    public string Channel { get; init; } = string.Empty;

    /// <summary>The version of Fabric whose answers are given where versions differ: 2.5 or 3.1.</summary>
    public string Answers { get; init; } = "2.5";

    internal bool AnswersAs31 => Answers == "3.1";

    public BatchOptions Batch { get; init; } = new();

    public LimitOptions Limits { get; init; } = new();

    public OrdererOptions Orderer { get; init; } = new();

    /// <summary>For development: the clock of the ledger's clients and chaincodes can be moved forward; see <see cref="LedgerClock"/>.</summary>
    public bool MovableClock { get; init; }

    /// <summary>For development: single peers can be stopped; see <see cref="Identities.StoppedPeers"/>.</summary>
    public bool StoppablePeers { get; init; }

    public IReadOnlyList<OrganizationOptions> Organizations { get; init; } = [];

    public IReadOnlyList<ChaincodeOptions> Chaincodes { get; init; } = [];

    /// <summary>What a chaincode finds in its environment: what is configured, and where the clock is that can be moved.</summary>
    public IReadOnlyDictionary<string, string> EnvironmentOf(ChaincodeOptions chaincode) => MovableClock
        ? new Dictionary<string, string>(chaincode.Environment) { [ClockOffset.Variable] = LedgerClock.PathIn(DataDirectory) }
        : chaincode.Environment;
}
