namespace Fabric.Client;

/// <summary>An event that a committed, valid transaction set.</summary>
/// <param name="BlockNumber">The block that holds the transaction.</param>
/// <param name="TransactionId">The transaction's id.</param>
/// <param name="ChaincodeName">Name of the chaincode.</param>
/// <param name="EventName">Name of the event.</param>
/// <param name="Payload">What the chaincode attached.</param>
public sealed record CommittedChaincodeEvent(ulong BlockNumber, string TransactionId, string ChaincodeName, string EventName, ReadOnlyMemory<byte> Payload);
