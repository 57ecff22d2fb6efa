namespace Fabric.DevLedger.Storage.Verification;

/// <summary>Verifies the whole of a large ledger while it serves; raises the alarm when something is wrong.</summary>
/// <remarks>Works half of the time at most, in short steps, so that those it serves get the disk and the processor.</remarks>
internal sealed partial class BackgroundCheck : IDisposable
{
    private const long StepBytes = 1024 * 1024;
    private const int StepRows = 2000;

    // When its own temporary file does not fit on the disk.
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMinutes(1);

    private readonly Func<FullCheck> _begin;
    private readonly DamageAlarm _alarm;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ManualResetEventSlim _stop = new();
    private readonly Thread _thread;

    private BackgroundCheck(Func<FullCheck> begin, DamageAlarm alarm, TimeProvider time, ILogger logger)
    {
        (_begin, _alarm, _time, _logger) = (begin, alarm, time, logger);
        _thread = new Thread(Run) { Name = "verification", IsBackground = true, Priority = ThreadPriority.BelowNormal };
    }

    public static BackgroundCheck Start(
        string path, IReadOnlySet<(string Chaincode, string Collection)> limited, DamageAlarm alarm, TimeProvider time, ILogger logger)
    {
        var check = new BackgroundCheck(() => new FullCheck(path, limited), alarm, time, logger);
        check._thread.Start();
        return check;
    }

    public void Dispose()
    {
        _stop.Set();
        _thread.Join();
        _stop.Dispose();
    }

    private void Run()
    {
        do
        {
            try
            {
                Verify();
                return;
            }
            catch (LedgerDamagedException e)
            {
                LogDamaged(_logger, e.Message);
                _alarm.Raise(e.Message);
                return;
            }
            catch (SqliteException e)
            {
                LogPostponed(_logger, e.Message);
            }
        }
        while (!_stop.Wait(BetweenTries));
    }

    private void Verify()
    {
        var began = _time.GetTimestamp();
        using var check = _begin();
        while (true)
        {
            var step = _time.GetTimestamp();
            if (!check.Step(StepBytes, StepRows))
            {
                LogVerified(_logger, check.Height, _time.GetElapsedTime(began).TotalSeconds);
                return;
            }

            if (_stop.Wait(_time.GetElapsedTime(step)))
            {
                return;
            }
        }
    }

    [LoggerMessage(EventId = 102, Level = LogLevel.Information, Message = "All of {Blocks} blocks and what follows from them is verified, after {Seconds} s")]
    private static partial void LogVerified(ILogger logger, ulong blocks, double seconds);

    [LoggerMessage(EventId = 103, Level = LogLevel.Critical, Message = "{Damage}; nothing more is served")]
    private static partial void LogDamaged(ILogger logger, string damage);

    [LoggerMessage(EventId = 104, Level = LogLevel.Warning, Message = "The ledger cannot be verified now ({Cause}); again in a minute")]
    private static partial void LogPostponed(ILogger logger, string cause);
}
