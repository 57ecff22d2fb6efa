namespace Insurance.Cli.Consortium;

/// <summary>The organization that orders: its nodes are the raft consenters. DevLedger signs blocks as the first of them.</summary>
internal sealed record OrdererDescription(string Name, string MspId, IReadOnlyList<OrdererNodeDescription> Nodes);
