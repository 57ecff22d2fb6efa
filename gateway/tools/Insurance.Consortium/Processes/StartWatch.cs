namespace Insurance.Consortium.Processes;

/// <summary>Lets what waits for a start wait no longer than it makes sense: until a process has died or the time is up.</summary>
/// <param name="processes">Those that must live.</param>
/// <param name="lastWords">The end of a process's log.</param>
/// <param name="timeout">How long all of it may take.</param>
internal sealed class StartWatch(Func<IEnumerable<StartedProcess>> processes, Func<string, IReadOnlyList<string>> lastWords, TimeSpan timeout)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);
    private readonly long _started = TimeProvider.System.GetTimestamp();

    /// <summary>Waits a moment before the next attempt.</summary>
    /// <param name="process">Whose log is shown when this was the last attempt.</param>
    /// <param name="state">What it has not done yet, as the end of a sentence that begins with its name.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task PauseAsync(string process, string state, CancellationToken cancellationToken)
    {
        RefuseDead();
        if (TimeProvider.System.GetElapsedTime(_started) > timeout)
        {
            throw Failed($"{process} {state} after {timeout.TotalSeconds:0} s; look at its log below, or allow more with --timeout", process);
        }

        await Task.Delay(Pause, cancellationToken);
    }

    public void RefuseDead()
    {
        if (processes().FirstOrDefault(process => !process.IsAlive) is { } dead)
        {
            throw Failed($"{dead.Name} ended while starting; its last words are below", dead.Name);
        }
    }

    public ConsortiumException Failed(string message, string process) =>
        new(ExitCodes.StartFailed, message, lastWords(process));
}
