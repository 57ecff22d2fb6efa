namespace Fabric.Client.Resilience;

/// <summary>Holds a remembered place in the events against the ledger that is there.</summary>
/// <remarks>
/// A peer that is asked to go on after a transaction it does not have, or from a block it has not reached, says nothing and sends
/// nothing: neither Fabric nor DevLedger refuses. So whoever goes on from a place asks first. A transaction's id, the digest of a
/// nonce and its creator, distinguishes one ledger from another, and a ledger from its older copy that went another way.
/// </remarks>
/// <param name="chain">The ledger's chain.</param>
public sealed class PositionComparer(ChainReader chain)
{
    /// <summary>Compares a place that was seen, with the transaction that was seen there.</summary>
    /// <param name="position">The place: its <see cref="EventOptions.StartBlock"/> and <see cref="EventOptions.AfterTransactionId"/>.</param>
    /// <param name="identity">The name of the identity that asks.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The match, and how many blocks the ledger has.</returns>
    /// <exception cref="LedgerException">The ledger does not answer.</exception>
    public async Task<(PositionMatch Match, ulong Height)> CompareAsync(
        EventOptions position, string identity, CancellationToken cancellationToken)
    {
        var info = await chain.InfoAsync(identity, cancellationToken).ConfigureAwait(false);
        if (position.StartBlock >= info.Height)
        {
            return (PositionMatch.Ahead, info.Height);
        }

        if (position.AfterTransactionId is not { } transaction
            || position.StartBlock < ChainReader.First(info))
        {
            return (PositionMatch.Agrees, info.Height);
        }

        var block = await chain.BlockOfAsync(transaction, identity, cancellationToken).ConfigureAwait(false);
        return (block?.Header.Number == position.StartBlock ? PositionMatch.Agrees : PositionMatch.Unknown, info.Height);
    }
}
