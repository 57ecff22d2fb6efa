using Fabric.Audit;
using Fabric.Protos.Common;

namespace Insurance.Gateway.Provenance;

/// <summary>Finds the blocks of a period by the times of their transactions.</summary>
/// <remarks>
/// A transaction's time is its creator's, so blocks are only nearly in the order of their times. The search halves the chain for a
/// moment that is off by more than clocks may be, and then looks at each block.
/// </remarks>
internal sealed class PeriodSearch(BlockSource blocks, string role)
{
    private static readonly TimeSpan ClocksDiffer = TimeSpan.FromMinutes(2);

    /// <summary>The first and the last block with a transaction of the period, and the block after the moment it would be at when there is none.</summary>
    public async Task<(ulong First, ulong Last)?> FindAsync(
        DateTimeOffset? from, DateTimeOffset? to, ulong height, CancellationToken cancellationToken)
    {
        var first = from is { } begin ? await FirstAsync(begin, to, height, cancellationToken) : 0;
        if (first is null)
        {
            return null;
        }

        var last = to is { } end ? await LastAsync(from, end, height, cancellationToken) : height - 1;
        return last is null || last < first ? null : (first.Value, last.Value);
    }

    /// <summary>The first block none of whose transactions is before a moment, apart from what clocks may differ; the height when there is none.</summary>
    public async Task<ulong> AfterAsync(DateTimeOffset moment, ulong height, CancellationToken cancellationToken)
    {
        var (low, high) = (0UL, height);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (await NewestAsync(middle, cancellationToken) >= moment)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return low;
    }

    private async Task<ulong?> FirstAsync(DateTimeOffset from, DateTimeOffset? to, ulong height, CancellationToken cancellationToken)
    {
        var stop = to is { } end ? await AfterAsync(Later(end), height, cancellationToken) : height;
        for (var number = await AfterAsync(Earlier(from), height, cancellationToken); number < stop; number++)
        {
            if (await HasAnyAsync(number, from, to, cancellationToken))
            {
                return number;
            }
        }

        return null;
    }

    private async Task<ulong?> LastAsync(DateTimeOffset? from, DateTimeOffset to, ulong height, CancellationToken cancellationToken)
    {
        for (var number = await AfterAsync(Later(to), height, cancellationToken); number > 0; number--)
        {
            if (await HasAnyAsync(number - 1, from, to, cancellationToken))
            {
                return number - 1;
            }

            if (from is { } begin && await NewestAsync(number - 1, cancellationToken) < Earlier(begin))
            {
                return null;
            }
        }

        return null;
    }

    private async Task<bool> HasAnyAsync(ulong number, DateTimeOffset? from, DateTimeOffset? to, CancellationToken cancellationToken) =>
        BlockContents.Times(await BlockAsync(number, cancellationToken)).Any(time => !(time < from) && !(time >= to));

    private async Task<DateTimeOffset> NewestAsync(ulong number, CancellationToken cancellationToken) =>
        BlockContents.Times(await BlockAsync(number, cancellationToken)).DefaultIfEmpty(DateTimeOffset.MinValue).Max();

    private Task<Block> BlockAsync(ulong number, CancellationToken cancellationToken) => blocks.BlockAsync(number, role, cancellationToken);

    private static DateTimeOffset Earlier(DateTimeOffset moment) =>
        moment - DateTimeOffset.MinValue > ClocksDiffer ? moment - ClocksDiffer : moment;

    private static DateTimeOffset Later(DateTimeOffset moment) =>
        DateTimeOffset.MaxValue - moment > ClocksDiffer ? moment + ClocksDiffer : moment;
}
