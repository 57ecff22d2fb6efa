namespace Fabric.Audit;

/// <summary>Which blocks a period is in.</summary>
public static class PeriodBlocks
{
    /// <summary>How far beyond a period's ends its blocks are looked for: twice what clocks may differ, and the time to order a block.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);

    /// <summary>Finds the first and the last block of a period.</summary>
    /// <param name="advances">How time went on, in the order of the chain, as <see cref="ChainClock"/> says it.</param>
    /// <param name="from">Begin, inclusive; <c>null</c>: the first block.</param>
    /// <param name="to">End, exclusive; <c>null</c>: the newest block.</param>
    /// <param name="height">The number of blocks, above 0.</param>
    /// <returns>Blocks that hold everything of the period, and some of what was just before and after it.</returns>
    /// <remarks>
    /// Everything after the last block is later than the period: time had gone beyond its end. Everything before the first one is
    /// earlier: two organizations recorded transactions after it that are dated before the period, and not both held theirs back.
    /// Where only one organization records anything there is no such proof, and the blocks begin with the chain.
    /// </remarks>
    public static (ulong First, ulong Last) Of(
        IReadOnlyList<ClockAdvance> advances, DateTimeOffset? from, DateTimeOffset? to, ulong height)
    {
        var last = height - 1;
        if (to is { } end && advances.FirstOrDefault(advance => IsOver(advance.Time, end)) is { MspId: not null } beyond)
        {
            last = Math.Min(last, beyond.Block - Math.Min(1, beyond.Block));
        }

        var first = from is { } begin ? FirstOf(advances, begin) : 0;
        return (Math.Min(first, last), last);
    }

    /// <summary>Whether a period is surely over.</summary>
    /// <param name="time">How far time had come.</param>
    /// <param name="end">The period's end.</param>
    public static bool IsOver(DateTimeOffset? time, DateTimeOffset end) =>
        time is { } now && now.UtcTicks - Margin.Ticks >= end.UtcTicks;

    private static ulong FirstOf(IReadOnlyList<ClockAdvance> advances, DateTimeOffset begin)
    {
        string? seen = null;
        for (var i = advances.Count - 1; i >= 0; i--)
        {
            var (block, time, mspId) = advances[i];
            if (time.UtcTicks + Margin.Ticks >= begin.UtcTicks)
            {
                continue;
            }

            if (seen is not null && seen != mspId)
            {
                return block;
            }

            seen ??= mspId;
        }

        return 0;
    }
}
