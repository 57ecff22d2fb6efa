namespace Insurance.Consortium.Fabric;

/// <summary>Which nodes hold the channel's ledger, by the nodes' names.</summary>
/// <param name="Orderers">Every orderer node, and whether it serves the channel.</param>
/// <param name="Peers">Every peer's MSP id, and the height of its ledger; 0 when it has not joined.</param>
/// <param name="HasBlock">The channel's first block is at hand.</param>
internal sealed record ChannelMembership(
    IReadOnlyDictionary<string, bool> Orderers,
    IReadOnlyDictionary<string, ulong> Peers,
    bool HasBlock)
{
    public IReadOnlyList<string> OrderersToJoin => [.. Orderers.Where(node => !node.Value).Select(node => node.Key)];

    public IReadOnlyList<string> PeersToJoin => [.. Peers.Where(peer => peer.Value == 0).Select(peer => peer.Key)];

    public bool IsNew => Orderers.Values.All(joined => !joined) && Peers.Values.All(height => height == 0);

    /// <summary>How the first block is to be had.</summary>
    public BlockSource Block =>
        OrderersToJoin.Count == 0 && PeersToJoin.Count == 0 ? BlockSource.NotNeeded
        : HasBlock ? BlockSource.File
        : IsNew ? BlockSource.Generate
        : BlockSource.Fetch;

    /// <summary>What joining cannot repair, with the remedy; null when the rest can be completed.</summary>
    /// <remarks>
    /// An orderer that lost its data may join again and copy the others' blocks, as long as a majority still has them: without
    /// one, blocks that were delivered would be ordered a second time.
    /// </remarks>
    public string? Irreparable(string orderersFolder)
    {
        var have = Orderers.Count(node => node.Value);
        var highest = Peers.Values.DefaultIfEmpty().Max();
        var lost = string.Join(", ", OrderersToJoin);
        if (have == 0 && highest > 1)
        {
            return $"the peers hold {highest} blocks, but no orderer has the channel: the orderers' data are gone from {orderersFolder}; restore them from a backup, or begin anew with `insure down --wipe`";
        }

        // With nothing but the first block anywhere, nothing can be ordered twice.
        return have > 0 && have <= Orderers.Count / 2 && highest > 1
            ? $"the data of {lost} are gone from {orderersFolder}, and the {have} of {Orderers.Count} orderers that have theirs are no majority to copy them from; restore them from a backup, or begin anew with `insure down --wipe`"
            : null;
    }
}
