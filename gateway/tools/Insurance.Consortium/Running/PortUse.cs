namespace Insurance.Consortium.Running;

/// <summary>A port that a process of the consortium listens on.</summary>
/// <param name="Process">The process's name, as in the state file.</param>
/// <param name="Port">Its number.</param>
/// <param name="Purpose">For whoever finds it taken, for example <c>peer of AuroraMSP</c>.</param>
public sealed record PortUse(string Process, int Port, string Purpose)
{
    /// <summary>Where; null: on the loopback interface.</summary>
    public IPAddress? Address { get; init; }
}
