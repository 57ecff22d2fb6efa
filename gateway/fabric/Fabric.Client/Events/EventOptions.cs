namespace Fabric.Client;

/// <summary>Where an event stream starts.</summary>
public sealed record EventOptions
{
    /// <summary>Start with the next block to be committed.</summary>
    public static EventOptions NextCommit { get; } = new();

    /// <summary>Number of the first block, if <see cref="Checkpoint"/> holds none.</summary>
    /// <value>The next block to be committed by default.</value>
    public ulong? StartBlock { get; init; }

    /// <summary>
    /// Transaction in the first block after which chaincode events start, if <see cref="Checkpoint"/> holds no
    /// position. It has no meaning for block events.
    /// </summary>
    /// <value>None by default.</value>
    public string? AfterTransactionId { get; init; }

    /// <summary>A position to resume from, which takes precedence once it holds one.</summary>
    /// <value>None by default.</value>
    public ICheckpoint? Checkpoint { get; init; }
}
