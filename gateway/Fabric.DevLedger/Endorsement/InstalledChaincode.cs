using Fabric.DevLedger.Chaincode;

namespace Fabric.DevLedger.Endorsement;

/// <summary>A chaincode's definition and what runs it.</summary>
internal sealed record InstalledChaincode(ChaincodeDefinition Definition, IChaincodeHost Host);
