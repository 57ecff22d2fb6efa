namespace Insurance.Gateway.Tests.Support;

/// <summary>A clock that stands still until a test moves it.</summary>
public sealed class MovableTime : TimeProvider
{
    private DateTimeOffset now = new(2026, 4, 1, 9, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => now;

    public override long GetTimestamp() => now.Ticks;

    public void Move(TimeSpan span) => now += span;
}
