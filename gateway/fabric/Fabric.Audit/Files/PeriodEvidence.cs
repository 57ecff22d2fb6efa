namespace Fabric.Audit;

/// <summary>Whether an export holds what it claims to: every block asked for, and for a period what makes a gap impossible.</summary>
/// <remarks>
/// What proves that time had come so far is only the whole chain up to a block, so a period's begin and end are proved where
/// everything before was verified: in the export, in those before it, or by the auditor's own receipt.
/// </remarks>
internal sealed class PeriodEvidence
{
    private readonly List<string> _unproved = [];
    private readonly List<DateTimeOffset> _times = [];
    private ulong? _first;
    private ulong _last;

    public long Blocks { get; private set; }

    public long Transactions { get; private set; }

    /// <summary>What these files leave open.</summary>
    public IReadOnlyList<string> Unproved => _unproved;

    public DateTimeOffset? Time { get; private set; }

    public long DatedInPeriod { get; private set; }

    public bool EndsWithTheChain { get; private set; }

    public void Add(Block block)
    {
        Blocks++;
        Transactions += block.Data.Data.Count;
        _first ??= block.Header.Number;
        _last = block.Header.Number;
        _times.AddRange(BlockContents.Times(block));
    }

    public void Check(ExportManifest manifest, ChainVerifier chain, string chaincode, FindingList findings)
    {
        if (_first is not { } firstStored)
        {
            findings.Add("EXPORT_INCOMPLETE", "manifest", "The export holds no block.");
            return;
        }

        Demand(manifest.FirstStored == firstStored && manifest.LastStored == _last,
            $"The manifest names blocks {manifest.FirstStored} to {manifest.LastStored}; others are there.");
        Demand(manifest.Transactions == Transactions, $"The manifest counts {manifest.Transactions} transactions; {Transactions} are there.");
        DatedInPeriod = _times.LongCount(time => !(time < manifest.From) && !(time >= manifest.To));
        EndsWithTheChain = manifest.LastStored + 1 >= manifest.Height;
        if (manifest is not { FirstBlock: { } first, LastBlock: { } last })
        {
            Demand(false, "The manifest does not say which blocks the period is in.");
            return;
        }

        Demand(first <= last && last < manifest.Height, "The manifest's blocks contradict each other.");
        Demand(manifest.FirstStored == (first == (manifest.FirstOnPeer ?? 0) ? first : first - 1), "The block before the period is missing.");
        Demand(manifest.LastStored == Math.Min(last + 1, manifest.Height - 1), "The block after the period is missing.");
        CheckBegin(manifest, first);
        CheckEnd(manifest, last);

        var known = chain.Known(_last);
        Time = known is { HasWholePast: true } ? known.Time : null;
        if (manifest.From is not null || manifest.To is not null)
        {
            CheckTimes(manifest, chain, known, chaincode, Demand);
        }

        void Demand(bool holds, string otherwise)
        {
            if (!holds)
            {
                findings.Add("PERIOD_NOT_COVERED", "manifest", otherwise);
            }
        }

        void CheckBegin(ExportManifest said, ulong begin)
        {
            Demand(said.FromBlock is not { } asked || begin == asked, $"The export was to begin with block {said.FromBlock}.");
            Demand(said.FromBlock is not null || said.From is not null || begin == 0, "The export does not begin with the channel's first block.");
        }

        void CheckEnd(ExportManifest said, ulong end)
        {
            Demand(said.ToBlock is not { } asked || end == Math.Min(asked, said.Height - 1), $"The export was to end with block {said.ToBlock}.");
            Demand(said.ToBlock is not null || said.To is not null || end == said.Height - 1, "The export does not end with the channel's newest block.");
        }
    }

    private void CheckTimes(ExportManifest manifest, ChainVerifier chain, KnownBlock? known, string chaincode, Action<bool, string> demand)
    {
        if (manifest.Chaincode is { } said && said != chaincode)
        {
            _unproved.Add($"The exporter measures time by the transactions of chaincode {said}, and they are judged here by those of {chaincode}.");
        }

        if (known is not { HasWholePast: true })
        {
            _unproved.Add($"How far time had come, and with it where the period begins and ends, only the blocks before block {manifest.FirstStored} show.");
            return;
        }

        // A begin within blocks that were verified before leaves nothing out, wherever the exporter put it.
        if (manifest.From is { } from && manifest.FirstStored > 0 && chain.Known(manifest.FirstStored) is { HasWholePast: true, Time: { } reached })
        {
            demand(manifest.FromBlock is not null || reached < from, "Time had reached the period before its first block.");
        }

        if (manifest.To is { } to && manifest.ToBlock is null)
        {
            demand(PeriodBlocks.IsOver(known.Time, to) || manifest.LastBlock + 1 == manifest.Height, "The period was not over with the last block, and others follow it.");
        }
    }
}
