namespace Fabric.DevLedger.Chaincode;

/// <summary>How a chaincode function ended.</summary>
internal sealed record ChaincodeResult(
    int Status,
    string Message,
    byte[] Payload,
    ChaincodeResultEvent? Event,
    IReadOnlyList<ChaincodeWrite> Writes);
