namespace Fabric.DevLedger.Identities;

/// <summary>Who belongs to the channel and what each may do there.</summary>
/// <param name="verifier">Knows the MSPs of all organizations of the channel and of the orderer.</param>
/// <param name="organizations">The members by MSP id.</param>
/// <param name="readOnly">Those whose clients order nothing.</param>
internal sealed class ChannelIdentities(
    MspVerifier verifier, IReadOnlyDictionary<string, MspDefinition> organizations, IReadOnlySet<string> readOnly)
{
    public MspVerifier Verifier { get; } = verifier;

    public IReadOnlyDictionary<string, MspDefinition> Organizations { get; } = organizations;

    /// <summary>The identity, or null with the reason when no MSP of the channel vouches for it. Expiry is not looked at.</summary>
    public VerifiedIdentity? Find(ReadOnlySpan<byte> serialized, out IdentityErrorReason reason)
    {
        if (Verifier.TryVerify(serialized, null, out var identity, out var error))
        {
            reason = default;
            return identity;
        }

        reason = error.Reason;
        return null;
    }

    /// <summary>Who may propose: Fabric's policy <c>/Channel/Application/Writers</c>, or one of its own where clients may only ask.</summary>
    public bool CanWrite(VerifiedIdentity identity) =>
        Organizations.TryGetValue(identity.MspId, out var msp) &&
        (msp.NodeOrganizationalUnits is null || identity.IsAdmin || identity.Role == NodeRole.Client);

    /// <summary>What orderers accept: Fabric's policy <c>/Channel/Writers</c>.</summary>
    public bool CanOrder(VerifiedIdentity identity) =>
        CanWrite(identity) && (identity.IsAdmin || !readOnly.Contains(identity.MspId));

    /// <summary>Fabric's policy <c>/Channel/Application/Readers</c>.</summary>
    public bool CanRead(VerifiedIdentity identity) =>
        Organizations.TryGetValue(identity.MspId, out var msp) &&
        (msp.NodeOrganizationalUnits is null || identity.IsAdmin || identity.Role is NodeRole.Client or NodeRole.Peer);
}
