namespace Fabric.DevLedger.Ordering;

/// <summary>The orderer cannot take a transaction now.</summary>
internal sealed class OrdererUnavailableException(string message) : Exception(message);
