namespace Insurance.Consortium.Running;

/// <summary>How one process is started.</summary>
public sealed record ProcessPlan(string Name, ProcessRole Role, string? MspId, string Address, ProgramCommand Program, IReadOnlyList<string> Arguments)
{
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();
}
