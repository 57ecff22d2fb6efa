namespace EndToEnd.Tests.Running;

/// <summary>Waiting for a condition of the world outside the test.</summary>
public static class Waiting
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>No answer, or a connection that ended on this side of it, which the gRPC stack may call INTERNAL.</summary>
    public static bool IsNobodyThere(Exception exception) =>
        exception is RpcException { StatusCode: StatusCode.Unavailable or StatusCode.DeadlineExceeded }
            or RpcException { StatusCode: StatusCode.Internal, Status.DebugException: not null };

    /// <summary>Does something as soon as a condition holds.</summary>
    public static async Task WhenAsync(this Func<Task> action, Func<bool> condition)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(2));
        using var limit = new CancellationTokenSource(Patience);
        while (!condition())
        {
            await timer.WaitForNextTickAsync(limit.Token);
        }

        await action();
    }

    /// <summary>Asks until the answer is yes.</summary>
    public static Task UntilAsync(Func<Task<bool>> holds, string otherwise) => EventuallyAsync(
        async () => await holds() ? true : throw new TimeoutException(otherwise),
        exception => exception is TimeoutException);

    /// <summary>
    /// The result of the first attempt that succeeds. Only what <paramref name="passes"/> knows to pass is waited out, for example
    /// a block that another organization's peer does not have yet.
    /// </summary>
    public static async Task<T> EventuallyAsync<T>(Func<Task<T>> attempt, Func<Exception, bool> passes, TimeSpan? patience = null)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        var end = DateTime.UtcNow + (patience ?? Patience);
        while (true)
        {
            try
            {
                return await attempt();
            }
            catch (Exception exception) when (DateTime.UtcNow < end && passes(exception))
            {
                await timer.WaitForNextTickAsync();
            }
        }
    }
}
