namespace Fabric.Client.Resilience;

/// <summary>How long each step may take, and how often a transaction that met another is run again.</summary>
public sealed record ResilienceOptions
{
    /// <summary>One evaluation.</summary>
    /// <value>The default is 10 seconds.</value>
    public TimeSpan Evaluate { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>One endorsement by all organizations asked.</summary>
    /// <value>The default is 15 seconds.</value>
    public TimeSpan Endorse { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Submitting an endorsed transaction to the orderers.</summary>
    /// <value>The default is 5 seconds.</value>
    public TimeSpan Submit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Waiting for a submitted transaction to be in a block, with all that is repeated meanwhile.</summary>
    /// <value>The default is 30 seconds.</value>
    public TimeSpan CommitStatus { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long no block may have a transaction before the same envelope is submitted once more.</summary>
    /// <value>The default is 5 seconds.</value>
    public TimeSpan SubmitAgain { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often a transaction is run again, with a new id, after a conflict with another one.</summary>
    /// <value>The default is 5; 0 for never.</value>
    public int ConflictRetries { get; init; } = 5;

    internal void Validate()
    {
        var problems = new List<string>();
        Check(Evaluate, nameof(Evaluate));
        Check(Endorse, nameof(Endorse));
        Check(Submit, nameof(Submit));
        Check(CommitStatus, nameof(CommitStatus));
        Check(SubmitAgain, nameof(SubmitAgain));
        if (ConflictRetries < 0)
        {
            problems.Add($"{nameof(ConflictRetries)} is {ConflictRetries}, below 0");
        }

        if (problems.Count > 0)
        {
            throw new ArgumentException($"The options are not valid: {string.Join("; ", problems)}.");
        }

        void Check(TimeSpan limit, string name)
        {
            if (limit <= TimeSpan.Zero)
            {
                problems.Add($"{name} is {limit}, not positive");
            }
        }
    }
}
