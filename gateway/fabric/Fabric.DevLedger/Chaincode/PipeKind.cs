namespace Fabric.DevLedger.Chaincode;

/// <summary>Frame kinds of docs/change/devledger-pipe.md.</summary>
internal enum PipeKind : byte
{
    Invoke = 0x01,
    Reply = 0x02,
    Cancel = 0x03,
    Hello = 0x80,
    Result = 0x81,
    GetState = 0x90,
    GetPrivateHash = 0x91,
    GetValidationParameter = 0x92,
    Scan = 0x93,
    GetHistory = 0x94,
    GetStates = 0x95,
    Next = 0x96,
    InvokeChaincode = 0x97,
}
