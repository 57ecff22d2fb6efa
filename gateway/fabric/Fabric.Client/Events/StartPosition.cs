using Fabric.Protos.Orderer;

namespace Fabric.Client;

/// <summary>Where a stream starts, in Fabric's terms.</summary>
internal static class StartPosition
{
    public static SeekPosition Of(EventOptions options) => (options.Checkpoint?.BlockNumber ?? options.StartBlock) is { } block
        ? At(block)
        : new SeekPosition { NextCommit = new SeekNextCommit() };

    public static SeekPosition At(ulong block) => new() { Specified = new SeekSpecified { Number = block } };

    public static string? TransactionOf(EventOptions options) => options.Checkpoint?.BlockNumber is null
        ? options.AfterTransactionId
        : options.Checkpoint.TransactionId;
}
