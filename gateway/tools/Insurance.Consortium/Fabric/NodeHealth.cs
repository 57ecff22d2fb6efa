namespace Insurance.Consortium.Fabric;

/// <summary>What orderers and peers say of themselves on their operations endpoints.</summary>
internal static class NodeHealth
{
    /// <summary>Null for a process that has no such endpoint.</summary>
    public static async Task<ProcessHealth?> AskAsync(ConsortiumDescription consortium, StartedProcess process, CancellationToken cancellationToken)
    {
        var node = consortium.Orderer.Nodes.FirstOrDefault(item => process.Role == ProcessRole.Orderer && item.Name == process.Name);
        var organization = consortium.Organizations.FirstOrDefault(item => process.Role == ProcessRole.Peer && item.MspId == process.MspId);
        if ((node?.OperationsPort ?? organization?.OperationsPort) is not { } port)
        {
            return null;
        }

        using var operations = new OperationsClient();
        var endpoint = new Uri($"http://{FabricHosts.LoopbackAddress}:{port}");
        var problem = await operations.ProblemAsync(endpoint, cancellationToken);
        var metrics = problem is null ? await operations.MetricsAsync(endpoint, cancellationToken) : "";
        return node is not null
            ? new ProcessHealth(problem ?? OrdererMetrics.Problem(metrics, consortium) ?? ProcessHealth.Healthy, OrdererMetrics.Height(metrics, consortium))
            : Peer(problem, (ulong?)MetricsText.Read(metrics, "ledger_blockchain_height", consortium.Channel), consortium.Channel);
    }

    /// <summary>A process that answers does no work yet where it does not hold the channel.</summary>
    private static ProcessHealth Peer(string? problem, ulong? height, string channel) =>
        new(problem ?? (height is null ? $"has not joined channel {channel}" : ProcessHealth.Healthy), height);
}
