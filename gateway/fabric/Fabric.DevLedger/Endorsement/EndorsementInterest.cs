namespace Fabric.DevLedger.Endorsement;

/// <summary>Whose policies a simulated transaction must meet (Fabric's chaincode interest, for one chaincode).</summary>
/// <param name="ChaincodePolicy">Whether a public key without a policy of its own is written, or none is written at all.</param>
/// <param name="KeyPolicies">Serialized signature policies of the keys written.</param>
/// <param name="Collections">The collections whose own policy, or else the chaincode's, applies.</param>
/// <param name="PrivateReads">The collections of which values were read: only members can endorse.</param>
internal sealed record EndorsementInterest(
    bool ChaincodePolicy,
    IReadOnlyList<byte[]> KeyPolicies,
    IReadOnlyCollection<string> Collections,
    IReadOnlyCollection<string> PrivateReads)
{
    public bool TouchesPrivateData => Collections.Count > 0 || PrivateReads.Count > 0;
}
