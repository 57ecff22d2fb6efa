namespace Fabric.DevLedger.Storage;

/// <summary>Where a transaction was committed and how it was judged.</summary>
internal readonly record struct TransactionStatus(TransactionHeight Position, TxValidationCode Code);
