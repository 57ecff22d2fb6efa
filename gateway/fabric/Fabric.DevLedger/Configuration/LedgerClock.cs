using MovableClocks;

namespace Fabric.DevLedger.Configuration;

/// <summary>The clock that clients and chaincodes of the ledger go by: the machine's, or one that is ahead of it.</summary>
/// <remarks>Certificates are judged by the machine's clock in any case.</remarks>
internal sealed partial class LedgerClock : IDisposable
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);
    private readonly MovableClock? _movable;
    private readonly ITimer? _watch;
    private readonly ILogger _logger;
    private TimeSpan _reported;

    private LedgerClock(TimeProvider real, MovableClock? movable, ILogger logger)
    {
        _movable = movable;
        _logger = logger;
        Time = movable ?? real;
        if (movable is not null)
        {
            _reported = movable.Offset;
            LogMovable(logger, movable.GetUtcNow(), _reported);
            _watch = real.CreateTimer(_ => Report(), null, BetweenLooks, BetweenLooks);
        }
    }

    /// <summary>The time by it.</summary>
    public TimeProvider Time { get; }

    /// <summary>The file that says how far it is ahead.</summary>
    public static string PathIn(string dataDirectory) => Path.Combine(dataDirectory, ClockOffset.FileName);

    /// <summary>Opens the clock of a ledger whose folder is held.</summary>
    /// <exception cref="InvalidConfigurationException">The ledger's clock was moved and the configuration does not have it; or its file is damaged.</exception>
    public static LedgerClock Open(string dataDirectory, bool isMovable, TimeProvider real, ILogger logger)
    {
        var path = PathIn(dataDirectory);
        if (isMovable && !File.Exists(path))
        {
            Write(path, TimeSpan.Zero);
        }

        if (File.Exists(path) && ClockOffset.Read(path) is null)
        {
            throw new InvalidConfigurationException([$"CLOCK_FILE_DAMAGED: {path} does not say how many seconds the ledger's clock is ahead; write the number into it that it had"]);
        }

        if (!isMovable && ClockOffset.Read(path) > TimeSpan.Zero)
        {
            throw new InvalidConfigurationException(
                [$"movableClock: CLOCK_WAS_MOVED: by {path} this ledger's clock was moved, so that its records are dated later than now; set movableClock to true, or begin with an empty dataDirectory"]);
        }

        return new LedgerClock(real, isMovable ? new MovableClock(path, real) : null, logger);
    }

    public void Dispose() => _watch?.Dispose();

    // Whole before it has its name.
    private static void Write(string path, TimeSpan offset)
    {
        var written = path + ".new";
        File.Delete(written);
        LedgerFile.Touch(written);
        File.WriteAllText(written, ClockOffset.Text(offset));
        File.Move(written, path);
    }

    private void Report()
    {
        var offset = _movable!.Offset;
        if (offset > _reported)
        {
            _reported = offset;
            LogMoved(_logger, _movable.GetUtcNow(), offset);
        }
    }

    [LoggerMessage(EventId = 191, Level = LogLevel.Warning, Message = "CLOCK_MOVABLE: for development, this ledger's clock can be moved; it says {Now:O}, {Offset} ahead of the machine's")]
    private static partial void LogMovable(ILogger logger, DateTimeOffset now, TimeSpan offset);

    [LoggerMessage(EventId = 192, Level = LogLevel.Warning, Message = "CLOCK_MOVED: this ledger's clock was moved to {Now:O}, {Offset} ahead of the machine's")]
    private static partial void LogMoved(ILogger logger, DateTimeOffset now, TimeSpan offset);
}
