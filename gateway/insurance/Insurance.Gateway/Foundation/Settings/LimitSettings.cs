namespace Insurance.Gateway.Foundation.Settings;

/// <summary>What the gateway takes on at most; beyond it callers get RESOURCE_EXHAUSTED.</summary>
internal sealed record LimitSettings
{
    /// <summary>Calls worked on at one time.</summary>
    /// <value>Default: 1,024.</value>
    public int InFlight { get; init; } = 1024;

    /// <summary>Event subscriptions open at one time.</summary>
    /// <value>Default: 64.</value>
    public int Subscriptions { get; init; } = 64;

    /// <summary>Audit exports made at one time.</summary>
    /// <value>Default: 2.</value>
    public int Exports { get; init; } = 2;

    /// <summary>What one caller may have of each of the three, in percent.</summary>
    /// <value>Default: 50.</value>
    public int CallerShare { get; init; } = 50;

    /// <summary>What one broker may have, whichever of its certificates it calls with.</summary>
    /// <value>Default: 25.</value>
    public int BrokerShare { get; init; } = 25;

    /// <summary>What all brokers may have together, and what all policyholders.</summary>
    /// <value>Default: 50.</value>
    public int OutsideShare { get; init; } = 50;

    /// <summary>What is kept for finance, oracles and administrators.</summary>
    /// <value>Default: 12.</value>
    public int ReservedShare { get; init; } = 12;

    /// <summary>Health watches open at one time; the oldest gives way to a new one.</summary>
    /// <value>Default: 64.</value>
    public int HealthWatches { get; init; } = 64;

    /// <summary>Connections open at one time.</summary>
    /// <value>Default: 1,024.</value>
    public int Connections { get; init; } = 1024;

    /// <summary>Bytes of one request in its JSON form.</summary>
    /// <value>Default: 262,144, which is what the chaincode takes.</value>
    public int RequestBytes { get; init; } = 256 * 1024;

    /// <summary>How often a transaction is run again after a conflict with another one.</summary>
    /// <value>Default: 5.</value>
    public int ConflictRetries { get; init; } = 5;
}
