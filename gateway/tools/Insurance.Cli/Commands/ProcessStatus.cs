namespace Insurance.Cli.Commands;

/// <summary>One row of <c>insure status</c>.</summary>
internal sealed record ProcessStatus(string Name, int Pid, string Address, string Health, ulong? LedgerHeight, long? MemoryBytes);
