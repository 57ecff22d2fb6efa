using System.Text.Json.Serialization;
using Insurance.Cli.Running;

namespace Insurance.Cli.Processes;

/// <summary>A process of the consortium as recorded in the state file.</summary>
internal sealed record StartedProcess(string Name, ProcessRole Role, string? MspId, string Address, string Log, ProcessIdentity Identity)
{
    [JsonIgnore]
    public bool IsAlive => Identity.IsAlive;
}
