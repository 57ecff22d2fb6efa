namespace Fabric.DevLedger.Chaincode;

/// <summary>One call of a chaincode function.</summary>
internal sealed record ChaincodeInvocation
{
    public required string TransactionId { get; init; }

    public required string Channel { get; init; }

    public required string Chaincode { get; init; }

    public required Timestamp Timestamp { get; init; }

    public required string CreatorMspId { get; init; }

    /// <summary>PEM.</summary>
    public required ByteString CreatorCertificate { get; init; }

    /// <summary>The organization whose peer runs the call.</summary>
    public required string PeerMspId { get; init; }

    /// <summary>The first is the function's name.</summary>
    public required IReadOnlyList<ByteString> Arguments { get; init; }

    /// <summary>Sorted by name.</summary>
    public required IReadOnlyList<KeyValuePair<string, ByteString>> Transient { get; init; }
}
