namespace Insurance.Cli.Processes;

/// <summary>A process of the consortium as recorded in the state file.</summary>
internal sealed record StartedProcess(string Name, string? MspId, string Address, string Log, ProcessIdentity Identity);
