using Insurance.Cli.Consortium;
using Insurance.Cli.Processes;
using Insurance.Cli.Rendering.Fabric;
using Insurance.Cli.Running;

namespace Insurance.Cli.Fabric;

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
        var metrics = await operations.MetricsAsync(endpoint, cancellationToken);
        var height = node is not null
            ? MetricsText.Read(metrics, "consensus_etcdraft_committed_block_number", consortium.Channel) + 1
            : MetricsText.Read(metrics, "ledger_blockchain_height", consortium.Channel);
        return new ProcessHealth(problem ?? ProcessHealth.Healthy, (ulong?)height);
    }
}
