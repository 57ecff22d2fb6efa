namespace Insurance.Consortium.Processes;

/// <summary>A process of the consortium as recorded in the state file.</summary>
public sealed record StartedProcess(string Name, ProcessRole Role, string? MspId, string Address, string Log, ProcessIdentity Identity)
{
    [JsonIgnore]
    public bool IsAlive => Identity.IsAlive;
}
