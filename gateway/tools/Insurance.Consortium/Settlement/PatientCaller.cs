namespace Insurance.Consortium.Settlement;

/// <summary>Repeats a call, the same request each time, while what should answer it is down, busy or does not know.</summary>
internal sealed class PatientCaller(TimeSpan patience, TimeProvider time)
{
    private static readonly TimeSpan OneAnswer = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    public async Task<T> CallAsync<T>(Func<CallOptions, AsyncUnaryCall<T>> call, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            try
            {
                return await call(new CallOptions(deadline: time.GetUtcNow().Add(OneAnswer).UtcDateTime, cancellationToken: cancellationToken));
            }
            catch (RpcException exception) when (IsPassing(exception) && time.GetElapsedTime(started) < patience && !cancellationToken.IsCancellationRequested)
            {
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }

    // What the request or the ledger's records are at fault for stays wrong however often it is asked.
    public static bool IsPassing(RpcException exception) =>
        exception.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.Aborted
            or StatusCode.ResourceExhausted or StatusCode.Unknown or StatusCode.Cancelled
        // A connection that broke; the gateway's own INTERNAL carries a reason.
        || (exception.StatusCode == StatusCode.Internal && RpcFailure.Reason(exception) is null);
}
