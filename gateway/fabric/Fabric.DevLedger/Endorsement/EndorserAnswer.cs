namespace Fabric.DevLedger.Endorsement;

/// <summary>An endorser's answer to a proposal.</summary>
/// <param name="Message">For a failure, what the gateway answers to the client.</param>
/// <param name="Payload">The proposal response payload that endorsers sign.</param>
internal sealed record EndorserAnswer(
    EndorserOutcome Outcome, string Message, Response? Response, ByteString Payload, SimulationResults? Results)
{
    public static EndorserAnswer Failure(EndorserOutcome outcome, string message) =>
        new(outcome, message, null, ByteString.Empty, null);
}
