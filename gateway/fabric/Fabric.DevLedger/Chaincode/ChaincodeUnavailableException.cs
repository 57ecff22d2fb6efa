namespace Fabric.DevLedger.Chaincode;

/// <summary>The chaincode process ended, or was not there, while a transaction needed it.</summary>
internal sealed class ChaincodeUnavailableException(string message) : Exception(message);
