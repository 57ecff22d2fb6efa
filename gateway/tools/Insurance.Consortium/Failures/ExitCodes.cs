namespace Insurance.Consortium.Failures;

/// <summary>What the process reports to its caller. Listed in docs/use/commands.md.</summary>
public static class ExitCodes
{
    public const int Success = 0;

    /// <summary>Something failed that none of the others describes.</summary>
    public const int Failure = 1;

    /// <summary>The command line or consortium.yaml is wrong; nothing was started.</summary>
    public const int InvalidInput = 2;

    /// <summary>Something the machine must provide is missing: a built program, a free port, a writable directory.</summary>
    public const int Environment = 3;

    /// <summary>A process died or did not become ready in time; whatever had been started was stopped.</summary>
    public const int StartFailed = 4;

    /// <summary>The consortium is not running, or not all of it.</summary>
    public const int NotRunning = 5;

    /// <summary>The demo ran, and the ledger's answer was not what the story needs.</summary>
    public const int DemoFailed = 6;

    /// <summary>A document is not the recorded one; an export or a backup is not what it claims to be.</summary>
    public const int NotVerified = 7;

    /// <summary>Everything in an export is as it must be; that nothing of its period is missing, the files given do not prove.</summary>
    public const int NotProved = 8;

    /// <summary>Interrupted by Ctrl-C or SIGTERM.</summary>
    public const int Interrupted = 130;

    /// <summary>The code of an error that has no other, as <c>--json</c> prints it.</summary>
    public static string NameOf(int exitCode) => exitCode switch
    {
        InvalidInput => "INVALID_INPUT",
        Environment => "ENVIRONMENT",
        StartFailed => "START_FAILED",
        NotRunning => "NOT_RUNNING",
        DemoFailed => "CALL_FAILED",
        NotVerified => "NOT_VERIFIED",
        NotProved => "NOT_PROVED",
        Interrupted => "INTERRUPTED",
        _ => "FAILURE",
    };
}
