namespace Insurance.Consortium.Fabric;

/// <summary>Asks an orderer node itself for the height of its ledger.</summary>
/// <remarks>Under BFT the metric counts what the node has agreed to: blocks that it has copied from others come into it with the next one.</remarks>
internal static class OrdererHeight
{
    /// <summary>Null: it does not say.</summary>
    public static async Task<ulong?> AskAsync(IFabricTools tools, OrdererNodeDescription node, string channel, CancellationToken cancellationToken)
    {
        var result = await tools.OrdererAdminAsync(node, ["channel", "list", "--channelID", channel, "--no-status"], cancellationToken);
        return result.Succeeded ? ChannelList.Height(result.Output) : null;
    }
}
