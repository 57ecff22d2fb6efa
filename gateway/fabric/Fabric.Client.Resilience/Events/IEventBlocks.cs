namespace Fabric.Client.Resilience;

/// <summary>The peer's blocks, as far as the chaincode's events go.</summary>
internal interface IEventBlocks
{
    /// <summary>Which blocks the peer has.</summary>
    /// <param name="identity">The name of the identity that asks.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The first, above 0 where the peer joined by a snapshot, and the one that comes next.</returns>
    /// <exception cref="LedgerException">The peer does not answer.</exception>
    Task<(ulong First, ulong Next)> ExtentAsync(string identity, CancellationToken cancellationToken);

    /// <summary>One block after the other, and then each as it is committed, until cancelled.</summary>
    /// <param name="from">The first block.</param>
    /// <param name="identity">The name of the identity that asks.</param>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <exception cref="LedgerException">The peer refused, or went away.</exception>
    IAsyncEnumerable<EventBlock> ReadAsync(ulong from, string identity, CancellationToken cancellationToken);
}
