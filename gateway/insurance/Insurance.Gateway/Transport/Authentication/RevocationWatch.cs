namespace Insurance.Gateway.Transport.Authentication;

/// <summary>Reads the revocation lists again while the gateway runs, and warns of old ones.</summary>
/// <remarks>
/// It reads the file and compares what is in it: notifications of the file system are lost on network and container volumes, and
/// a file's time says little of one that was moved into place. A file that cannot be used leaves the last good one in force.
/// </remarks>
internal sealed partial class RevocationWatch(
    string? path,
    CallerAuthorities authorities,
    CallerCertificates certificates,
    RevocationLists initial,
    ReadinessNotes notes,
    TimeProvider clock,
    ILogger<RevocationWatch> logger) : BackgroundService
{
    /// <summary>How long after a change of the file it counts, at the latest.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan BetweenWarnings = TimeSpan.FromHours(12);
    private RevocationLists _current = initial;
    private string? _seen;
    private string? _reported;
    private long _toldAt;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (path is null)
        {
            return;
        }

        while (!stoppingToken.IsCancellationRequested)
        {
            Look(path);
            await Task.Delay(Interval, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Look(string file)
    {
        string text;
        try
        {
            text = File.ReadAllText(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            _seen = null;
            Report(Finding.Fatal("REVOCATION_LIST_UNREADABLE", $"{file} cannot be read: {error.Message}"));
            return;
        }

        if (text != _seen)
        {
            var first = _seen is null && _reported is null;
            var (lists, problem) = RevocationLists.Read(file, text, authorities);
            problem ??= lists!.Older(_current);
            if (problem is not null)
            {
                // Half written, perhaps: it is looked at again although it does not change.
                _seen = null;
                Report(problem);
                return;
            }

            _seen = text;
            _current = lists!;
            certificates.Use(_current);
            if (!first)
            {
                LogRead(file);
            }
        }

        Report(_current.Outdated(clock.GetUtcNow()));
    }

    private void Report(Finding? finding)
    {
        notes.Set(nameof(RevocationWatch), finding?.Code);
        if (finding is null)
        {
            _reported = null;
            return;
        }

        if (_reported == finding.Code && clock.GetElapsedTime(_toldAt) < BetweenWarnings)
        {
            return;
        }

        (_reported, _toldAt) = (finding.Code, clock.GetTimestamp());
        if (finding.Kind == FindingKind.Warning)
        {
            LogWarning(finding.Code, finding.Message);
        }
        else
        {
            LogKept(finding.Code, finding.Message);
        }
    }

    [LoggerMessage(701, LogLevel.Information, "The revocation lists in {File} were read again")]
    private partial void LogRead(string file);

    [LoggerMessage(702, LogLevel.Warning, "{Code}: {Finding}")]
    private partial void LogWarning(string code, string finding);

    [LoggerMessage(703, LogLevel.Error, "{Code}: {Finding} The lists read before stay in force.")]
    private partial void LogKept(string code, string finding);
}
