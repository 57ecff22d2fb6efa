namespace Insurance.Consortium.Description;

/// <summary>One raft consenter.</summary>
/// <param name="Name">Also the name of its folder, its process and its host.</param>
/// <param name="Port">Clients, peers and the other consenters.</param>
/// <param name="AdminPort">Joining channels.</param>
/// <param name="OperationsPort">Health and metrics.</param>
public sealed record OrdererNodeDescription(string Name, int Port, int AdminPort, int OperationsPort)
{
    /// <summary>All of them.</summary>
    [JsonIgnore]
    public IEnumerable<int> Ports => [Port, AdminPort, OperationsPort];
}
