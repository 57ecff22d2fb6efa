namespace Fabric.Client.Resilience;

/// <summary>The one place where a step's time is measured.</summary>
internal static class TimeLimit
{
    public static async Task<T> WithinAsync<T>(
        TimeSpan limit, TimeProvider clock, Func<CancellationToken, Task<T>> step, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            return await step(either.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (timer.IsCancellationRequested && !cancellationToken.IsCancellationRequested
            && error is OperationCanceledException or LedgerException { Failure: LedgerFailure.Timeout })
        {
            throw new LedgerException(LedgerFailure.Timeout, $"No answer within {limit}.", error);
        }
    }
}
