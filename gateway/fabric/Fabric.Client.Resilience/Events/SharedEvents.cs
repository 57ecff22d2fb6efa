using System.Runtime.CompilerServices;

namespace Fabric.Client.Resilience;

/// <summary>
/// The chaincode's events for any number of readers, out of one running stream of blocks. Who begins farther back, or has fallen
/// behind what that stream keeps, first reads what it lacks in a stream of its own and then joins, block by block, so that nothing is
/// lost or reported twice.
/// </summary>
/// <remarks>
/// Not the peer's stream of chaincode events: a Fabric peer frees the place of one that was closed, among the calls that its gateway
/// service takes at a time, only with the next event of that chaincode. A stream of blocks it frees at once.
/// </remarks>
internal sealed class SharedEvents(IEventBlocks blocks)
{
    private readonly Lock _gate = new();
    private LiveEvents? _live;
    private int _readers;

    /// <summary>The events from a position on, then live, until cancelled.</summary>
    /// <param name="start">Where to begin; absent, or without a block: with the next one.</param>
    /// <param name="identity">The name of the identity that asks, where a stream has to be opened.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <exception cref="LedgerException">The peer refused, went away, or does not have the block.</exception>
    public async IAsyncEnumerable<CommittedChaincodeEvent> ReadAsync(
        EventOptions? start, string identity, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var checkpoint = start?.Checkpoint is { BlockNumber: not null } kept ? kept : null;
        var from = checkpoint?.BlockNumber ?? start?.StartBlock;
        var (first, end) = await blocks.ExtentAsync(identity, cancellationToken).ConfigureAwait(false);
        if (from < first)
        {
            throw new LedgerException(LedgerFailure.NotFound, $"The peer's first block is {first}.") { FirstBlock = first };
        }

        var shared = Join(end, identity);
        try
        {
            var next = from ?? end;
            var after = from is null ? null : checkpoint is null ? start?.AfterTransactionId : checkpoint.TransactionId;
            while (true)
            {
                // What comes after a transaction only the block itself can say, which the running stream does not keep.
                if (after is null && await shared.FindAsync(next, cancellationToken).ConfigureAwait(false) is { } events)
                {
                    foreach (var item in events)
                    {
                        yield return item;
                    }

                    next++;
                    continue;
                }

                await foreach (var block in blocks.ReadAsync(next, identity, cancellationToken).ConfigureAwait(false))
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

    private LiveEvents Join(ulong from, string identity)
    {
        lock (_gate)
        {
            if (_live is null || _live.IsOver)
            {
                _live = LiveEvents.Start(blocks, from, identity);
                _readers = 0;
            }

            _readers++;
            return _live;
        }
    }

    private void Leave(LiveEvents shared)
    {
        lock (_gate)
        {
            if (shared == _live && --_readers == 0)
            {
                _live.Dispose();
                _live = null;
            }
        }
    }

    private static IEnumerable<CommittedChaincodeEvent> After(string transactionId, EventBlock block)
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
