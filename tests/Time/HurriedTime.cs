namespace TestTime;

/// <summary>The real time, in which waits of a few seconds take some milliseconds; tests may move the calendar.</summary>
internal sealed class HurriedTime : TimeProvider
{
    private static readonly TimeSpan Few = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Quick = TimeSpan.FromMilliseconds(20);

    /// <summary>How far the calendar is ahead.</summary>
    public TimeSpan Ahead { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, dueTime > TimeSpan.Zero && dueTime <= Few ? Quick : dueTime, period);
}
