namespace Insurance.Gateway.UseCases.Jobs;

/// <summary>Runs the jobs that are on, each again and again, and never two at once.</summary>
/// <param name="jobs">The jobs that are on, with their settings.</param>
/// <param name="runner">Runs one.</param>
/// <param name="store">Where the records are.</param>
/// <param name="notes">Where <c>/readyz</c> takes from that a job does not get on.</param>
/// <param name="clock">The machine's clock.</param>
/// <param name="logger">Logs.</param>
internal sealed partial class JobService(
    IReadOnlyList<(IJob Job, JobSettings Settings)> jobs,
    JobRunner runner,
    JobRunStore store,
    ReadinessNotes notes,
    TimeProvider clock,
    ILogger<JobService> logger) : BackgroundService
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _turn.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (jobs.Count == 0)
        {
            return;
        }

        await Task.Yield();
        try
        {
            store.Interrupt();
        }
        catch (Exception error) when (IsOfTheStore(error))
        {
            LogUnrecorded("Jobs", error.Message);
        }

        await Task.WhenAll(jobs.Select(item => LoopAsync(item.Job, item.Settings, stoppingToken)));
    }

    private static bool IsOfTheStore(Exception error) => error is SqliteException or IOException or UnauthorizedAccessException;

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private async Task LoopAsync(IJob job, JobSettings settings, CancellationToken stopping)
    {
        LogOn(AutomaticJobs.NameOf(job.Kind), settings.Interval, settings.MostPerRun);
        var (wait, pause) = (FirstWait, FirstWait);
        JobRun? again = null;
        while (!stopping.IsCancellationRequested)
        {
            await Task.Delay(wait, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var run = await TurnAsync(job, settings, again, stopping);
            if (run is { Outcome: not JobOutcome.LedgerAway })
            {
                (again, wait, pause) = (null, settings.Interval, FirstWait);
                continue;
            }

            (again, wait) = (run ?? again, pause);
            pause = Shorter(pause * 2, LongestWait);
        }
    }

    /// <returns>The run; <c>null</c>: there was none, for it could not be recorded.</returns>
    private async Task<JobRun?> TurnAsync(IJob job, JobSettings settings, JobRun? again, CancellationToken stopping)
    {
        var name = AutomaticJobs.NameOf(job.Kind);
        var taken = false;
        try
        {
            await _turn.WaitAsync(stopping);
            taken = true;
            var run = await runner.RunAsync(job, settings.MostPerRun, again, stopping);
            notes.Set("job " + name, run.Outcome is JobOutcome.PartlyDone or JobOutcome.LedgerAway ? "JOB_NOT_DONE" : null);
            return run;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception error) when (IsOfTheStore(error))
        {
            // What cannot be recorded is not done.
            notes.Set("job " + name, "JOB_NOT_RECORDED");
            LogUnrecorded(name, error.Message);
            return null;
        }
        catch (Exception error)
        {
            notes.Set("job " + name, "JOB_NOT_DONE");
            LogFailed(name, error);
            return null;
        }
        finally
        {
            if (taken)
            {
                _turn.Release();
            }
        }
    }

    [LoggerMessage(411, LogLevel.Information, "Job {Job} is on: every {Interval}, {Most} at most in one run")]
    private partial void LogOn(string job, TimeSpan interval, int most);

    [LoggerMessage(412, LogLevel.Warning, "JOB_NOT_RECORDED: job {Job} waits, for its record cannot be kept: {Problem}")]
    private partial void LogUnrecorded(string job, string problem);

    [LoggerMessage(413, LogLevel.Error, "Job {Job} failed; it tries again")]
    private partial void LogFailed(string job, Exception error);
}
