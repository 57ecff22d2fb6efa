namespace Fabric.DevLedger.Storage;

/// <summary>A chaincode event of a valid transaction.</summary>
internal readonly record struct StoredEvent(TransactionHeight Position, ChaincodeEvent Event);
