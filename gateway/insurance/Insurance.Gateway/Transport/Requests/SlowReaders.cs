namespace Insurance.Gateway.Transport.Requests;

/// <summary>Ends streams that nobody reads: what they hold in memory is bounded, but they take a place that others wait for.</summary>
internal sealed class SlowReaders(TimeoutSettings timeouts, TimeProvider clock)
{
    // What the caller has left to take its status in, which waits behind the message.
    private static readonly TimeSpan LastWord = TimeSpan.FromSeconds(5);
    private static readonly object Stuck = new();

    /// <summary>Waits until a message is on its way.</summary>
    /// <exception cref="ApiException">STREAM_NOT_READ.</exception>
    public async Task WaitAsync(HttpContext context, Task writing)
    {
        if (writing.IsCompletedSuccessfully)
        {
            return;
        }

        try
        {
            await writing.WaitAsync(timeouts.SlowReader, clock);
        }
        catch (TimeoutException)
        {
            // The request is aborted soon; nobody else looks at how the write ends.
            _ = writing.ContinueWith(task => task.Exception, TaskScheduler.Default);
            context.Items[Stuck] = Stuck;
            throw GatewayErrors.StreamNotRead(timeouts.SlowReader);
        }
    }

    /// <summary>Whether the request's stream was not read.</summary>
    internal static bool IsStuck(HttpContext context) => context.Items.ContainsKey(Stuck);

    /// <summary>Aborts a request that was ended for this reason when its caller does not read on.</summary>
    internal async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        await next(context);
        if (!IsStuck(context))
        {
            return;
        }

        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = context.RequestAborted.Register(gone.SetResult);
        var sending = context.Response.CompleteAsync();
        await Task.WhenAny(gone.Task, Task.Delay(LastWord, clock));
        context.Abort();
        await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
