namespace MovableClocks;

/// <summary>A clock that is ahead of another one by what a file says, read anew at each look, so that all who look at the file agree.</summary>
/// <remarks>It never goes back: a file that is lost or damaged, or says less than before, changes nothing. Timers run as the other clock's.</remarks>
/// <param name="path">The file; see <see cref="ClockOffset"/>.</param>
/// <param name="real">The other clock.</param>
internal sealed class MovableClock(string path, TimeProvider real) : TimeProvider
{
    private readonly Lock _looking = new();
    private TimeSpan _farthest;

    /// <summary>How far it is ahead now.</summary>
    public TimeSpan Offset
    {
        get
        {
            var said = ClockOffset.Read(path);
            lock (_looking)
            {
                _farthest = said > _farthest ? said.Value : _farthest;
                return _farthest;
            }
        }
    }

    public override long TimestampFrequency => real.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => real.LocalTimeZone;

    public override DateTimeOffset GetUtcNow() => real.GetUtcNow() + Offset;

    public override long GetTimestamp() => real.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        real.CreateTimer(callback, state, dueTime, period);
}
