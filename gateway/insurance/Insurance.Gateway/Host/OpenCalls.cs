namespace Insurance.Gateway.Host;

/// <summary>
/// Lets every call be answered before the server closes its connections, which would otherwise take the last frames of an answer
/// with them: a caller then learned of a broken connection in place of GATEWAY_STOPPING.
/// </summary>
internal sealed class OpenCalls(IHostApplicationLifetime lifetime) : IHostedLifecycleService
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);
    private int _open;
    private volatile bool _stopping;

    /// <summary>Counts a call until its answer is written.</summary>
    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        // Whoever calls again and again while the gateway stops does not hold it up.
        if (_stopping)
        {
            return next(context);
        }

        Interlocked.Increment(ref _open);
        context.Response.OnCompleted(() =>
        {
            Interlocked.Decrement(ref _open);
            return Task.CompletedTask;
        });
        return next(context);
    }

    /// <inheritdoc/>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        // From now on calls end by themselves, and the host gives them no longer than the token.
        _stopping = true;
        lifetime.StopApplication();
        while (Volatile.Read(ref _open) > 0 && !cancellationToken.IsCancellationRequested)
        {
            await Task.Delay(Look, CancellationToken.None);
        }
    }

    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
