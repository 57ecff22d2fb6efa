using Google.Protobuf.WellKnownTypes;

namespace Insurance.Gateway.UseCases.Jobs;

/// <summary>Runs a job once: looks page by page at what is due, does it, and keeps the record.</summary>
/// <param name="store">Where the record is kept.</param>
/// <param name="machine">The machine's clock.</param>
/// <param name="ledgerTime">What is now to the ledger.</param>
/// <param name="logger">Logs.</param>
internal sealed partial class JobRunner(JobRunStore store, TimeProvider machine, TimeProvider ledgerTime, ILogger<JobRunner> logger)
{
    private const int LargestPage = 200;
    private const int AtOnce = 8;
    private const int MostItems = 100;

    // Where a run that did as many as it may has ended, so that what always fails does not keep the rest waiting.
    private readonly ConcurrentDictionary<Job, string> _places = new();

    /// <summary>Runs it.</summary>
    /// <param name="job">The job.</param>
    /// <param name="most">How many it does at most.</param>
    /// <param name="again">The run that failed before since the ledger was away; its record is used again.</param>
    /// <param name="cancellationToken">Ends it; what was begun is finished.</param>
    /// <returns>The record.</returns>
    public async Task<JobRun> RunAsync(IJob job, int most, JobRun? again, CancellationToken cancellationToken)
    {
        var run = Begin(job.Kind, again);
        try
        {
            await PagesAsync(job, run, most, cancellationToken);
            run.Outcome = run.Failed > 0 ? JobOutcome.PartlyDone : JobOutcome.Done;
        }
        catch (LedgerException error) when (IsAway(error))
        {
            (run.Outcome, run.Problem) = (JobOutcome.LedgerAway, error.Failure.ToString());
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            run.Outcome = JobOutcome.Interrupted;
        }
        catch (Exception error)
        {
            // Not even what is due could be learned.
            (run.Outcome, run.Problem) = (JobOutcome.PartlyDone, CodeOf(error));
            LogFailed(AutomaticJobs.NameOf(job.Kind), run.RunId, error);
        }

        run.EndedAt = Timestamp.FromDateTimeOffset(machine.GetUtcNow());
        store.Update(run);
        Log(run);
        return run;
    }

    private static bool IsAway(LedgerException error) =>
        error.Failure is LedgerFailure.Unavailable or LedgerFailure.Timeout or LedgerFailure.OutcomeUnknown;

    private static string CodeOf(Exception error) => error switch
    {
        LedgerException { Code: { } code } => code,
        LedgerException ledger => ledger.Failure.ToString(),
        ApiException api => api.Code,
        _ => error.GetType().Name,
    };

    private JobRun Begin(Job kind, JobRun? again)
    {
        var run = again?.Clone() ?? new JobRun { Job = kind };
        run.StartedAt = Timestamp.FromDateTimeOffset(machine.GetUtcNow());
        run.LedgerTime = Timestamp.FromDateTimeOffset(ledgerTime.GetUtcNow());
        run.Attempts++;

        // What was done stays done; what failed is tried again.
        (run.EndedAt, run.Outcome, run.Problem, run.More, run.Looked, run.Failed) = (null, JobOutcome.Running, "", false, 0, 0);
        foreach (var failed in run.Items.Where(item => item.Code.Length > 0).ToList())
        {
            run.Items.Remove(failed);
        }

        if (again is null)
        {
            return store.Begin(run);
        }

        store.Update(run);
        return run;
    }

    private async Task PagesAsync(IJob job, JobRun run, int most, CancellationToken cancellationToken)
    {
        var tried = 0;
        var token = _places.GetValueOrDefault(job.Kind, "");
        do
        {
            var page = await job.FindAsync(token, Math.Min(LargestPage, most - tried), cancellationToken);
            run.Looked += (uint)page.Looked;
            tried += page.Items.Count;
            await ItemsAsync(job, run, page.Items, cancellationToken);
            token = page.Next;
        }
        while (token.Length > 0 && tried < most);
        run.More = token.Length > 0;
        _places[job.Kind] = token;
    }

    private Task ItemsAsync(IJob job, JobRun run, IReadOnlyList<DueItem> items, CancellationToken cancellationToken)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        var recording = new Lock();
        return Parallel.ForEachAsync(items, options, async (item, token) =>
        {
            var (code, claims) = await DoAsync(job, item, token);
            lock (recording)
            {
                Record(run, new JobItem { Id = item.Id, Since = item.Since, Code = code, Claims = (uint)claims });
            }
        });
    }

    /// <summary>Does one; its failure is its own, unless the ledger is away.</summary>
    private async Task<(string Code, int Claims)> DoAsync(IJob job, DueItem item, CancellationToken cancellationToken)
    {
        try
        {
            cancellationToken.ThrowIfCancellationRequested();

            // What was begun is finished, so that the record says what became of it.
            return ("", await job.DoAsync(item, CancellationToken.None));
        }
        catch (Exception error) when (error is not OperationCanceledException && !(error is LedgerException ledger && IsAway(ledger)))
        {
            LogItemFailed(AutomaticJobs.NameOf(job.Kind), item.Id, CodeOf(error), error is LedgerException or ApiException ? null : error);
            return (CodeOf(error), 0);
        }
    }

    private static void Record(JobRun run, JobItem item)
    {
        var failed = item.Code.Length > 0;
        var before = failed ? run.Failed++ : run.Done++;
        if (before < MostItems)
        {
            run.Items.Add(item);
        }
    }

    private void Log(JobRun run)
    {
        var name = AutomaticJobs.NameOf(run.Job);
        if (run.Outcome == JobOutcome.LedgerAway)
        {
            LogAway(name, run.RunId, run.Problem, run.Attempts);
        }
        else
        {
            LogRun(name, run.RunId, run.Outcome, run.Looked, run.Done, run.Failed, run.More, run.Problem);
        }
    }

    [LoggerMessage(401, LogLevel.Information, "Job {Job}, run {Run}: {Outcome}; {Looked} looked at, {Done} done, {Failed} failed, more to do: {More} {Problem}")]
    private partial void LogRun(string job, string run, JobOutcome outcome, uint looked, uint done, uint failed, bool more, string problem);

    [LoggerMessage(402, LogLevel.Warning, "Job {Job}, run {Run}: the ledger is away ({Problem}), attempt {Attempt}; it tries again")]
    private partial void LogAway(string job, string run, string problem, uint attempt);

    [LoggerMessage(404, LogLevel.Error, "Job {Job}, run {Run}: what is due could not be learned")]
    private partial void LogFailed(string job, string run, Exception error);

    [LoggerMessage(403, LogLevel.Warning, "Job {Job}: {Item} failed with {Code}; the others go on")]
    private partial void LogItemFailed(string job, string item, string code, Exception? error);
}
