namespace Insurance.Consortium.Processes;

/// <summary>What a process says of itself.</summary>
/// <param name="Health"><see cref="Healthy"/>, or what is wrong.</param>
/// <param name="LedgerHeight">Blocks on its ledger, where it has one.</param>
public sealed record ProcessHealth(string Health, ulong? LedgerHeight = null)
{
    public const string Healthy = "healthy";

    /// <summary>True when it answers, and what is wrong passes without a restart, for example a full disk.</summary>
    public bool Recovers { get; init; }

    public bool IsHealthy => Health == Healthy;
}
