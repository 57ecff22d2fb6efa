namespace Fabric.DevLedger.Chaincode;

/// <summary>The pipe protocol's operations.</summary>
internal enum ChaincodeWriteKind : byte
{
    Put = 1,
    Delete = 2,
    Purge = 3,
    SetValidationParameter = 4,
}
