namespace Fabric.Client;

/// <summary>What one endorser or orderer said about a failure.</summary>
/// <param name="Address">Address of the node, as the gateway knows it.</param>
/// <param name="MspId">Organization of the node.</param>
/// <param name="Message">What it said.</param>
public sealed record ErrorDetail(string Address, string MspId, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => $"{MspId} at {Address}: {Message}";
}
