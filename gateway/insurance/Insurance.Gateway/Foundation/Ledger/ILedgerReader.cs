namespace Insurance.Gateway.Foundation.Ledger;

/// <summary>Reads the ledger.</summary>
internal interface ILedgerReader
{
    /// <summary>Runs a transaction on the organization's peer without recording it.</summary>
    /// <exception cref="LedgerException">It failed.</exception>
    Task<ReadOnlyMemory<byte>> EvaluateAsync(LedgerCall call, CancellationToken cancellationToken);
}
