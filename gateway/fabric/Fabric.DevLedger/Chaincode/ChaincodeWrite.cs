namespace Fabric.DevLedger.Chaincode;

/// <summary>One change a transaction asks for.</summary>
internal readonly record struct ChaincodeWrite(ChaincodeWriteKind Kind, string Collection, string Key, byte[] Value);
