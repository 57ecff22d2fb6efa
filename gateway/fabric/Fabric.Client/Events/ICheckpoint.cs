namespace Fabric.Client;

/// <summary>A position in an event stream.</summary>
public interface ICheckpoint
{
    /// <summary>The block with which to continue; <see langword="null"/> while nothing has been processed.</summary>
    ulong? BlockNumber { get; }

    /// <summary>The last transaction processed in that block; <see langword="null"/> if none.</summary>
    string? TransactionId { get; }
}
