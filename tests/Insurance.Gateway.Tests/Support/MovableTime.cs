namespace Insurance.Gateway.Tests.Support;

/// <summary>A clock that stands still until a test moves it.</summary>
/// <param name="start">Where it stands at first; by default on 1 April 2026.</param>
public sealed class MovableTime(DateTimeOffset? start = null) : TimeProvider
{
    private DateTimeOffset _now = start ?? new(2026, 4, 1, 9, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => _now;

    public override long GetTimestamp() => _now.Ticks;

    public void Move(TimeSpan span) => _now += span;
}
