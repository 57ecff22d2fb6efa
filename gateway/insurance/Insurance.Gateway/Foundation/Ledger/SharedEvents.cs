using System.Runtime.CompilerServices;

namespace Insurance.Gateway.Foundation.Ledger;

/// <summary>
/// The chaincode's events for any number of readers, out of one running stream of blocks. Who begins farther back, or has fallen
/// behind what that stream keeps, first reads what it lacks in a stream of its own and then joins, block by block, so that nothing is
/// lost or told twice.
/// </summary>
/// <remarks>
/// Not the peer's stream of chaincode events: a Fabric peer frees the place of one that was closed, among the calls that its gateway
/// service takes at a time, only with the next event of that chaincode. A stream of blocks it frees at once.
/// </remarks>
internal sealed class SharedEvents(IEventBlocks blocks)
{
    private readonly Lock gate = new();
    private LiveEvents? live;
    private int readers;

    /// <summary>The events from a position on, then live, until cancelled.</summary>
    /// <param name="position">Where to begin; <c>null</c>: the next block.</param>
    /// <param name="role">The role whose identity asks, where a stream has to be opened.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <exception cref="LedgerException">The peer refused, went away, or does not have the block.</exception>
    public async IAsyncEnumerable<LedgerEvent> ReadAsync(
        EventPosition? position, string role, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (first, end) = await blocks.ExtentAsync(role, cancellationToken);
        if (position?.BlockNumber < first)
        {
            throw new LedgerException(LedgerFailure.NotFound, $"The peer's first block is {first}.") { FirstBlock = first };
        }

        var shared = Join(end, role);
        try
        {
            var next = position?.BlockNumber ?? end;
            var after = position?.AfterTransactionId;
            while (true)
            {
                // What comes after a transaction only the block itself can tell, which the running stream does not keep.
                if (after is null && await shared.FindAsync(next, cancellationToken) is { } events)
                {
                    foreach (var item in events)
                    {
                        yield return item;
                    }

                    next++;
                    continue;
                }

                await foreach (var block in blocks.ReadAsync(next, role, cancellationToken))
                {
                    foreach (var item in after is null ? block.Events : After(after, block))
                    {
                        yield return item;
                    }

                    (after, next) = (null, block.Number + 1);
                    if (shared.Covers(next))
                    {
                        break;
                    }
                }

                cancellationToken.ThrowIfCancellationRequested();
                if (!shared.Covers(next))
                {
                    throw new LedgerException(LedgerFailure.Unavailable, "The peer ended the stream of blocks.");
                }
            }
        }
        finally
        {
            Leave(shared);
        }
    }

    private LiveEvents Join(ulong from, string role)
    {
        lock (gate)
        {
            if (live is null || live.IsOver)
            {
                live = LiveEvents.Start(blocks, from, role);
                readers = 0;
            }

            readers++;
            return live;
        }
    }

    private void Leave(LiveEvents shared)
    {
        lock (gate)
        {
            if (shared == live && --readers == 0)
            {
                live.Dispose();
                live = null;
            }
        }
    }

    private static IEnumerable<LedgerEvent> After(string transactionId, EventBlock block)
    {
        var place = Places(block);
        return place.TryGetValue(transactionId, out var reached)
            ? block.Events.Where(item => place[item.TransactionId] > reached)
            : throw new LedgerException(LedgerFailure.NotFound, $"Block {block.Number} does not have transaction {transactionId}.");
    }

    // Anybody can write another transaction's id into an envelope of its own; the valid one is meant, or else the first.
    private static Dictionary<string, int> Places(EventBlock block)
    {
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (index, transaction) in block.Transactions.Index().OrderByDescending(item => item.Item.IsValid))
        {
            places.TryAdd(transaction.Id, index);
        }

        return places;
    }
}
