namespace Fabric.DevLedger.Ordering;

/// <summary>An envelope on its way into a block, with all that was checked before it was queued.</summary>
internal sealed class PendingTransaction
{
    public required ByteString Envelope { get; init; }

    public required ParsedEnvelope Parsed { get; init; }

    /// <summary>Identities whose endorsement signatures hold.</summary>
    public required IReadOnlyList<VerifiedIdentity> Endorsers { get; init; }

    /// <summary>The private values that this process holds for the transaction.</summary>
    public required IReadOnlyList<PrivateWriteSet> PrivateWrites { get; init; }

    /// <summary>Completes when the block that holds the transaction is on disk.</summary>
    public TaskCompletionSource Committed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The verdict; set by the thread that commits.</summary>
    public TxValidationCode Code { get; set; }

    /// <summary>Whether its id stands for it from now on, and not for a transaction recorded before; set by the thread that commits.</summary>
    public bool HoldsItsId { get; set; }

    /// <summary>Whether it purges private values, so that its status is reported when their bytes are gone; set by the thread that commits.</summary>
    public bool Purges { get; set; }
}
