namespace Fabric.DevLedger.Endorsement;

/// <summary>A chaincode's definition and what runs it.</summary>
/// <param name="EndorseEverywhere">Whether each endorsing organization runs every proposal itself.</param>
internal sealed record InstalledChaincode(CommittedChaincode Definition, IChaincodeHost Host, bool EndorseEverywhere);
