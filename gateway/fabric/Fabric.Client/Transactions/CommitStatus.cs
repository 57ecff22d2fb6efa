namespace Fabric.Client;

/// <summary>What became of a transaction.</summary>
/// <param name="TransactionId">The transaction's id.</param>
/// <param name="Code">What validation said.</param>
/// <param name="BlockNumber">The block that holds the transaction.</param>
public sealed record CommitStatus(string TransactionId, TxValidationCode Code, ulong BlockNumber)
{
    /// <summary>Whether the transaction is valid and has taken effect.</summary>
    public bool IsSuccessful => Code == TxValidationCode.Valid;
}
