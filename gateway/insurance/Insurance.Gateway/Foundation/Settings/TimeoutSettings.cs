namespace Insurance.Gateway.Foundation.Settings;

/// <summary>How long each step may take; <c>hh:mm:ss</c> in the configuration.</summary>
internal sealed record TimeoutSettings
{
    /// <summary>One evaluation.</summary>
    /// <value>Default: 10 seconds.</value>
    public TimeSpan Evaluate { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>One endorsement by all organizations asked.</summary>
    /// <value>Default: 15 seconds.</value>
    public TimeSpan Endorse { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Submitting an endorsed transaction to the orderers.</summary>
    /// <value>Default: 5 seconds.</value>
    public TimeSpan Submit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A request's body, from its first byte to its last.</summary>
    /// <value>Default: 15 seconds.</value>
    public TimeSpan RequestBody { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Waiting for a submitted transaction to be in a block.</summary>
    /// <value>Default: 30 seconds.</value>
    public TimeSpan CommitStatus { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long no block may have a transaction before the same envelope is submitted once more.</summary>
    /// <value>Default: 5 seconds.</value>
    public TimeSpan SubmitAgain { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a message of a stream may wait for its reader.</summary>
    /// <value>Default: 30 seconds.</value>
    public TimeSpan SlowReader { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the peer may take to answer at start before the gateway gives up.</summary>
    /// <value>Default: 60 seconds.</value>
    public TimeSpan Startup { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long calls in flight may take to end after SIGTERM.</summary>
    /// <value>Default: 10 seconds.</value>
    public TimeSpan Shutdown { get; init; } = TimeSpan.FromSeconds(10);
}
