namespace Fabric.DevLedger.Configuration;

/// <summary>What the ledger takes on at most. Before a signature was verified on a connection, its creator is unknown.</summary>
internal sealed record LimitOptions
{
    /// <summary>The largest message. Ten MiB is what Fabric's orderers take by default; a message has some framing too.</summary>
    public int RequestBytes { get; init; } = 11 * 1024 * 1024;

    /// <summary>Bytes of all messages at once that unknown creators are sending.</summary>
    public int UnknownRequestBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Bytes of all messages at once of known creators, in equal parts for the organizations; one waits for room.</summary>
    public int RequestBytesInFlight { get; init; } = 128 * 1024 * 1024;

    public int Connections { get; init; } = 1024;

    /// <summary>Connections of unknown creators; the oldest gives way.</summary>
    public int UnknownConnections { get; init; } = 128;

    /// <summary>How long a creator may stay unknown in one call.</summary>
    public TimeSpan UnknownTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Calls of one organization's clients at once.</summary>
    public int CallsPerOrganization { get; init; } = 4096;

    /// <summary>Event and block streams of one organization's clients; one client may have half of them.</summary>
    public int StreamsPerOrganization { get; init; } = 256;

    /// <summary>Transactions simulated at once for one organization's clients; further ones wait.</summary>
    public int SimulationsPerOrganization { get; init; } = 32;

    /// <summary>Fabric's <c>chaincode.executetimeout</c>.</summary>
    public TimeSpan ExecutionTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Bytes of values that one transaction may read.</summary>
    public long TransactionReadBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>How long a message of a stream may wait for its reader.</summary>
    public TimeSpan SlowReader { get; init; } = TimeSpan.FromSeconds(30);
}
