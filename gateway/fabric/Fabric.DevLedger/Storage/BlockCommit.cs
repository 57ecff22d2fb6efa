namespace Fabric.DevLedger.Storage;

/// <summary>Everything that one block changes on disk.</summary>
internal sealed record BlockCommit
{
    public required BlockHeader Header { get; init; }

    public required byte[] Hash { get; init; }

    public required BlockMetadata Metadata { get; init; }

    public required byte[] UpdatesHash { get; init; }

    public required IReadOnlyList<CommittedTransaction> Transactions { get; init; }

    public required IReadOnlyList<StateUpdate> Updates { get; init; }

    public required IReadOnlyList<PrivateValueUpdate> PrivateUpdates { get; init; }
}
