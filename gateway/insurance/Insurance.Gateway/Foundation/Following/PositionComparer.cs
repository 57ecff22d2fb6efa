using Insurance.Gateway.Foundation.Ledger;

namespace Insurance.Gateway.Foundation.Following;

/// <summary>Holds a remembered place in the events against the ledger that is there.</summary>
/// <remarks>
/// A peer that is asked to go on after a transaction it does not have, or from a block it has not reached, says nothing and sends
/// nothing: neither Fabric nor DevLedger refuses. So whoever goes on from a place asks first. A transaction's id, the digest of a
/// nonce and its creator, tells one ledger from another, and a ledger from its older copy that went another way.
/// </remarks>
internal sealed class PositionComparer(BlockSource blocks)
{
    /// <summary>Compares a place that was seen, with the transaction that was seen there.</summary>
    /// <param name="position">The place.</param>
    /// <param name="role">The role whose identity asks.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The match, and how many blocks the ledger has.</returns>
    /// <exception cref="LedgerException">The ledger does not answer.</exception>
    public async Task<(PositionMatch Match, ulong Height)> CompareAsync(
        EventPosition position, string role, CancellationToken cancellationToken)
    {
        var info = await blocks.InfoAsync(role, cancellationToken);
        if (position.BlockNumber >= info.Height)
        {
            return (PositionMatch.Ahead, info.Height);
        }

        if (position.AfterTransactionId is not { } transaction
            || position.BlockNumber < BlockSource.First(info))
        {
            return (PositionMatch.Agrees, info.Height);
        }

        var block = await blocks.BlockOfAsync(transaction, role, cancellationToken);
        return (block?.Header.Number == position.BlockNumber ? PositionMatch.Agrees : PositionMatch.Unknown, info.Height);
    }
}
