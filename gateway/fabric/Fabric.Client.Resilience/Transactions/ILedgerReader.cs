namespace Fabric.Client.Resilience;

/// <summary>Reads the ledger.</summary>
public interface ILedgerReader
{
    /// <summary>Runs a transaction on the organization's peer without recording it.</summary>
    /// <param name="call">The transaction.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What the transaction answered.</returns>
    /// <exception cref="LedgerException">It failed.</exception>
    Task<ReadOnlyMemory<byte>> EvaluateAsync(LedgerCall call, CancellationToken cancellationToken);
}
