namespace Fabric.DevLedger.Chaincode;

/// <summary>A transaction asked for what its peer does not answer.</summary>
internal sealed class LedgerAccessException(string message) : Exception(message);
