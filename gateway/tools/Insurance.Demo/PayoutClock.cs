namespace Insurance.Demo;

/// <summary>Times from the start of the command, and the moment of the first payout.</summary>
public sealed class PayoutClock
{
    private readonly long _origin;
    private long _firstPayout;

    public PayoutClock()
    {
        // The time the runtime took to get here is the user's time too.
        var running = TimeProvider.System.GetUtcNow() - Process.GetCurrentProcess().StartTime.ToUniversalTime();
        _origin = Stopwatch.GetTimestamp() - (long)(running.TotalSeconds * Stopwatch.Frequency);
    }

    public double ElapsedMilliseconds => Stopwatch.GetElapsedTime(_origin).TotalMilliseconds;

    public double? FirstPayoutMilliseconds => _firstPayout == 0 ? null : Stopwatch.GetElapsedTime(_origin, _firstPayout).TotalMilliseconds;

    public void Paid() => Interlocked.CompareExchange(ref _firstPayout, Stopwatch.GetTimestamp(), 0);
}
