namespace Insurance.Gateway.Foundation.Settings;

/// <summary>One job that the gateway runs by itself.</summary>
internal sealed record JobSettings
{
    /// <summary>From the end of a run until the next one begins.</summary>
    /// <value>Required: without it the job is off.</value>
    public required TimeSpan Interval { get; init; }

    /// <summary>How many policies, or events, one run does at most; the next one goes on.</summary>
    /// <value>Default: 500.</value>
    public int MostPerRun { get; init; } = 500;

    /// <summary>For reminders: how many days before the end of the cover one is due.</summary>
    /// <value>Default: 30; 0 for other jobs.</value>
    public int DaysBefore { get; init; }
}
