using MovableClocks;

namespace Insurance.Gateway.Host;

/// <summary>Says, at the start and whenever it was moved, that the ledger's clock is not the machine's.</summary>
/// <param name="clock">The ledger's clock.</param>
/// <param name="machine">The machine's.</param>
/// <param name="notes">Where <c>/readyz</c> takes the code from.</param>
/// <param name="logger">Logs.</param>
internal sealed partial class ClockWatch(
    TimeProvider clock, TimeProvider machine, ReadinessNotes notes, ILogger<ClockWatch> logger) : BackgroundService
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (clock is not MovableClock movable)
        {
            return;
        }

        notes.Set("clock", "CLOCK_MOVABLE");
        var reported = movable.Offset;
        LogMovable(movable.GetUtcNow(), reported);
        using var timer = new PeriodicTimer(BetweenLooks, machine);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (movable.Offset is var offset && offset > reported)
            {
                reported = offset;
                LogMoved(movable.GetUtcNow(), offset);
            }
        }
    }

    [LoggerMessage(301, LogLevel.Warning, "CLOCK_MOVABLE: for development, the ledger's clock can be moved; it says {Now:O}, {Offset} ahead of the machine's")]
    private partial void LogMovable(DateTimeOffset now, TimeSpan offset);

    [LoggerMessage(302, LogLevel.Warning, "CLOCK_MOVED: the ledger's clock was moved to {Now:O}, {Offset} ahead of the machine's")]
    private partial void LogMoved(DateTimeOffset now, TimeSpan offset);
}
