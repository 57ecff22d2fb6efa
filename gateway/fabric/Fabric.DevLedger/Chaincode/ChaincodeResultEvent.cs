namespace Fabric.DevLedger.Chaincode;

/// <summary>The event a transaction sets.</summary>
internal sealed record ChaincodeResultEvent(string Name, byte[] Payload);
