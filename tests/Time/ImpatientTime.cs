namespace TestTime;

/// <summary>Time in which short waits, those between retries, are over at once and long ones, those of deadlines, never end.</summary>
internal sealed class ImpatientTime : TimeProvider
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(2);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, dueTime <= Short ? TimeSpan.Zero : Timeout.InfiniteTimeSpan, period);
}
