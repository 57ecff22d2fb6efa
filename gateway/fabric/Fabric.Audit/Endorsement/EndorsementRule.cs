namespace Fabric.Audit;

/// <summary>An application's policy: signatures it lists itself, or the name of one of the channel's.</summary>
internal sealed record EndorsementRule(CompiledSignaturePolicy? Signatures, string? Reference)
{
    public static EndorsementRule From(ApplicationPolicy policy) =>
        policy.TypeCase == ApplicationPolicy.TypeOneofCase.ChannelConfigPolicyReference
            ? new EndorsementRule(null, policy.ChannelConfigPolicyReference)
            : new EndorsementRule(PolicyReader.OfApplication(policy.SignaturePolicy?.ToByteString() ?? ByteString.Empty), null);

    public bool IsSatisfied(ChannelConfiguration configuration, IReadOnlyList<VerifiedIdentity> endorsers) =>
        Reference is { } path ? configuration.IsSatisfied(path, endorsers) : Signatures?.IsSatisfiedBy(endorsers) ?? false;
}
