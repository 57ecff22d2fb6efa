using System.Diagnostics;

namespace Insurance.Demo;

/// <summary>Times from the start of the command, and the moment of the first payout.</summary>
public sealed class PayoutClock
{
    private readonly long origin;
    private long firstPayout;

    public PayoutClock()
    {
        // The time the runtime took to get here is the user's time too.
        var running = TimeProvider.System.GetUtcNow() - Process.GetCurrentProcess().StartTime.ToUniversalTime();
        origin = Stopwatch.GetTimestamp() - (long)(running.TotalSeconds * Stopwatch.Frequency);
    }

    public double ElapsedMilliseconds => Stopwatch.GetElapsedTime(origin).TotalMilliseconds;

    public double? FirstPayoutMilliseconds => firstPayout == 0 ? null : Stopwatch.GetElapsedTime(origin, firstPayout).TotalMilliseconds;

    public void Paid() => Interlocked.CompareExchange(ref firstPayout, Stopwatch.GetTimestamp(), 0);
}
