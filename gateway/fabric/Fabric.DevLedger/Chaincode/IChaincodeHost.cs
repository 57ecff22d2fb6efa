namespace Fabric.DevLedger.Chaincode;

/// <summary>Runs the functions of one chaincode.</summary>
internal interface IChaincodeHost : IAsyncDisposable
{
    /// <summary>Completes when the chaincode can take calls for the first time.</summary>
    Task StartAsync(CancellationToken cancellationToken);

    /// <exception cref="ChaincodeUnavailableException">The chaincode is not there, or ended during the call.</exception>
    Task<ChaincodeResult> InvokeAsync(ChaincodeInvocation invocation, ILedgerAccess ledger, CancellationToken cancellationToken);
}
