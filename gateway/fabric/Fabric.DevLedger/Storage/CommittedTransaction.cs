namespace Fabric.DevLedger.Storage;

/// <summary>A transaction as it goes into a block.</summary>
internal readonly record struct CommittedTransaction(
    string TransactionId, ByteString Envelope, TxValidationCode Code, ChaincodeEvent? Event);
