namespace Insurance.Consortium.Fabric;

/// <summary>What an orderer node's metrics say of a channel; each way to agree has its own.</summary>
internal static class OrdererMetrics
{
    // As Fabric's metrics number them.
    private const double Consenter = 1;
    private const double OnBoarding = 2;
    private const double Failed = 3;

    public static bool Leads(string metrics, ConsortiumDescription consortium) => Read(metrics, consortium, "is_leader") == 1;

    /// <summary>How many blocks it has; null: it does not serve the channel.</summary>
    public static ulong? Height(string metrics, ConsortiumDescription consortium) => (ulong?)(Read(metrics, consortium, "committed_block_number") + 1);

    /// <summary>Why it does not order on the channel, healthy though it calls itself; null: it does.</summary>
    public static string? Problem(string metrics, ConsortiumDescription consortium)
    {
        var channel = consortium.Channel;
        var (relation, status) = (MetricsText.Read(metrics, "participation_consensus_relation", channel), MetricsText.Read(metrics, "participation_status", channel));
        return relation is null || status is null ? $"has not joined channel {channel}"
            : status == Failed ? $"its copy of channel {channel} has failed; look at its log"
            : relation != Consenter ? $"is no consenter of channel {channel}"
            : status == OnBoarding ? $"copies the blocks of channel {channel} from the others"
            : Height(metrics, consortium) is null ? $"has no block of channel {channel}"
            : null;
    }

    private static double? Read(string metrics, ConsortiumDescription consortium, string name) =>
        MetricsText.Read(metrics, $"consensus_{(consortium.Orderer.Consensus == Consensus.Bft ? "BFT" : "etcdraft")}_{name}", consortium.Channel);
}
