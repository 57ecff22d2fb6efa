using Insurance.Cli.Processes;

namespace Insurance.Cli.Running;

/// <summary>How one process is started.</summary>
internal sealed record ProcessPlan(string Name, ProcessRole Role, string? MspId, string Address, ProgramCommand Program, IReadOnlyList<string> Arguments)
{
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();
}
