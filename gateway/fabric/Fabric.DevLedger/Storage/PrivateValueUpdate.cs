namespace Fabric.DevLedger.Storage;

/// <summary>A private value that the members of its collection come to hold, or cease to.</summary>
internal readonly record struct PrivateValueUpdate(
    string Chaincode, string Collection, string Key, byte[]? Value, TransactionHeight Version, long? Expires);
