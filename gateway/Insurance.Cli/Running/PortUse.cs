namespace Insurance.Cli.Running;

/// <summary>A port that a process of the consortium listens on.</summary>
/// <param name="Process">The process's name, as in the state file.</param>
/// <param name="Port">On the loopback interface.</param>
/// <param name="Purpose">For whoever finds it taken, for example <c>peer of AuroraMSP</c>.</param>
internal sealed record PortUse(string Process, int Port, string Purpose);
