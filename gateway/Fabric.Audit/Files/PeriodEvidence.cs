using Fabric.Protos.Common;

namespace Fabric.Audit;

/// <summary>Remembers what the blocks at both ends of an export say of time, and checks that nothing of the period is left out there.</summary>
internal sealed class PeriodEvidence
{
    private readonly List<Block> _first = [];
    private readonly List<Block> _last = [];

    public long Blocks { get; private set; }

    public long Transactions { get; private set; }

    public void Add(Block block)
    {
        Blocks++;
        Transactions += block.Data.Data.Count;
        if (_first.Count < 2)
        {
            _first.Add(block);
        }

        _last.Add(block);
        if (_last.Count > 2)
        {
            _last.RemoveAt(0);
        }
    }

    public void Check(ExportManifest manifest, FindingList findings)
    {
        if (_first.Count == 0)
        {
            findings.Add("EXPORT_INCOMPLETE", "manifest", "The export holds no block.");
            return;
        }

        Demand(manifest.FirstStored == _first[0].Header.Number && manifest.LastStored == _last[^1].Header.Number,
            $"The manifest names blocks {manifest.FirstStored} to {manifest.LastStored}; others are there.");
        Demand(manifest.Transactions == Transactions, $"The manifest counts {manifest.Transactions} transactions; {Transactions} are there.");
        if (manifest.FirstBlock is { } first && manifest.LastBlock is { } last)
        {
            Demand(first <= last && last < manifest.Height, "The manifest's blocks contradict each other.");
            Demand(manifest.FirstStored == (first == 0 ? 0 : first - 1), "The block before the period is missing.");
            Demand(manifest.LastStored == Math.Min(last + 1, manifest.Height - 1), "The block after the period is missing.");
            Demand(manifest.From is not null || first == 0, "The export does not begin with the channel's first block.");
            Demand(manifest.To is not null || last == manifest.Height - 1, "The export does not end with the channel's newest block.");
        }
        else
        {
            Demand(manifest.FirstBlock is null && manifest.LastBlock is null && _last[^1].Header.Number - _first[0].Header.Number <= 1,
                "The manifest says that the period is empty, and yet there are blocks in it.");
        }

        foreach (var block in _first.Concat(_last).DistinctBy(block => block.Header.Number))
        {
            CheckBlock(block, manifest, findings);
        }

        void Demand(bool holds, string otherwise)
        {
            if (!holds)
            {
                findings.Add("PERIOD_NOT_COVERED", "manifest", otherwise);
            }
        }
    }

    private static void CheckBlock(Block block, ExportManifest manifest, FindingList findings)
    {
        var number = block.Header.Number;
        var inside = manifest.FirstBlock is { } first && number >= first && number <= manifest.LastBlock;
        var atTheEdge = number == manifest.FirstBlock || number == manifest.LastBlock;
        var times = BlockContents.Times(block).ToList();
        var hasAny = times.Exists(time => !(time < manifest.From) && !(time >= manifest.To));
        if (!inside && hasAny)
        {
            findings.Add("PERIOD_NOT_COVERED", $"block {number}", "A transaction of the period is outside the blocks that the manifest names.");
        }
        else if (atTheEdge && !hasAny && times.Count > 0)
        {
            findings.Add("PERIOD_NOT_COVERED", $"block {number}", "The manifest begins or ends the period with it, but no transaction in it is of the period.");
        }
    }
}
