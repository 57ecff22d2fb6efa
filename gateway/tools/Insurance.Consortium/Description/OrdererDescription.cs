namespace Insurance.Consortium.Description;

/// <summary>The organization that orders: its nodes are the consenters. DevLedger signs blocks as the first of them.</summary>
public sealed record OrdererDescription(string Name, string MspId, IReadOnlyList<OrdererNodeDescription> Nodes)
{
    /// <summary>How they agree. DevLedger, which has one orderer, takes either for the same.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Consensus Consensus { get; init; }
}
