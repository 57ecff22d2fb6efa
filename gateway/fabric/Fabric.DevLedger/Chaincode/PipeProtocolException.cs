namespace Fabric.DevLedger.Chaincode;

/// <summary>The chaincode process sent what is no frame of the protocol.</summary>
internal sealed class PipeProtocolException(string message) : Exception(message);
