namespace Insurance.Bench;

/// <summary>Keeps a fixed number of calls in flight until a number of calls was made.</summary>
internal static class Load
{
    public static async Task<LoadResult> RunAsync(int inFlight, int calls, Func<int, Task> call, CancellationToken cancellationToken)
    {
        var latencies = new long[calls];
        var next = -1;
        long failures = 0;
        string? firstFailure = null;
        var watch = Stopwatch.StartNew();

        async Task WorkAsync()
        {
            int index;
            while ((index = Interlocked.Increment(ref next)) < calls)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var started = Stopwatch.GetTimestamp();
                try
                {
                    await call(index).ConfigureAwait(false);
                    latencies[index] = Stopwatch.GetTimestamp() - started;
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    Interlocked.Increment(ref failures);
                    Interlocked.CompareExchange(ref firstFailure, e.Message, null);
                    latencies[index] = -1;
                }
            }
        }

        await Task.WhenAll(Enumerable.Range(0, inFlight).Select(_ => Task.Run(WorkAsync, cancellationToken)));
        var seconds = watch.Elapsed.TotalSeconds;
        var good = latencies.Where(l => l >= 0).Select(l => l * 1000.0 / Stopwatch.Frequency);
        return LoadResult.Of(good, failures, firstFailure, seconds);
    }
}
