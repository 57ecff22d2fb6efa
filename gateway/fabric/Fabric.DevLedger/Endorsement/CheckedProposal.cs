namespace Fabric.DevLedger.Endorsement;

/// <summary>The outcome of the checks before a proposal is run.</summary>
/// <param name="Refusal">Why every peer refuses it; null when none does.</param>
/// <param name="Expired">Whether the creator's certificate has expired, which only a peer that is called over the network looks at.</param>
/// <param name="Filtered">Whether it was refused before it came to the endorser, which to a gateway is a peer that did not answer.</param>
internal sealed record CheckedProposal(
    string? Refusal, VerifiedIdentity? Creator, SignatureHeader? SignatureHeader, string Chaincode, bool Expired, bool Filtered = false)
{
    public static CheckedProposal Refused(string message, bool filtered = false) => new(message, null, null, string.Empty, false, filtered);
}
