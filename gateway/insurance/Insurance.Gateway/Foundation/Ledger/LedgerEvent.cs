namespace Insurance.Gateway.Foundation.Ledger;

/// <summary>A chaincode event.</summary>
/// <param name="Name">Its name, for example <c>ClaimApproved</c>.</param>
/// <param name="BlockNumber">The block it is in.</param>
/// <param name="TransactionId">The transaction that set it.</param>
/// <param name="Payload">The record, as JSON in UTF-8.</param>
internal sealed record LedgerEvent(string Name, ulong BlockNumber, string TransactionId, ReadOnlyMemory<byte> Payload);
