namespace Fabric.DevLedger.Tests.Support;

/// <summary>A clock that a test moves.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<Timer> _timers = [];
    private long _now = 1;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp()
    {
        lock (_gate)
        {
            return _now;
        }
    }

    /// <summary>Moves on and runs every timer that has a time.</summary>
    public void Advance(TimeSpan time)
    {
        List<Timer> due;
        lock (_gate)
        {
            _now += time.Ticks;
            due = [.. _timers];
        }

        due.ForEach(timer => timer.Run());
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(() => callback(state));
        lock (_gate)
        {
            _timers.Add(timer);
        }

        return timer;
    }

    private sealed class Timer(Action run) : ITimer
    {
        private volatile bool _ended;

        public void Run()
        {
            if (!_ended)
            {
                run();
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => !_ended;

        public void Dispose() => _ended = true;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
