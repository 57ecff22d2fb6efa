namespace Fabric.DevLedger.Tests.Support;

/// <summary>Runs the test functions on the thread pool; a test can hold calls back.</summary>
internal sealed class InProcessChaincode : IChaincodeHost
{
    /// <summary>What a call waits for after its function has read and before its result is answered.</summary>
    public Func<ChaincodeInvocation, Task> AfterReading { get; set; } = _ => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task<ChaincodeResult> InvokeAsync(
        ChaincodeInvocation invocation, ILedgerAccess ledger, CancellationToken cancellationToken)
    {
        var result = TestFunctions.Run(invocation, ledger);
        await AfterReading(invocation).WaitAsync(cancellationToken);

        // Reads before it waits and after.
        return invocation.Arguments[0].ToStringUtf8() == "getTwice" ? TestFunctions.Run(invocation, ledger) : result;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
