namespace Fabric.Audit;

/// <summary>Reads signature policies that may be damaged.</summary>
internal static class PolicyReader
{
    /// <summary>A policy of the channel's configuration, or <c>null</c> when the bytes are none, which nobody can satisfy.</summary>
    public static CompiledSignaturePolicy? Signature(ByteString value) => Read(value, anyVersion: false);

    /// <summary>The same for a policy of a chaincode, a collection or a key, of which Fabric does not look at the version.</summary>
    public static CompiledSignaturePolicy? OfApplication(ByteString value) => Read(value, anyVersion: true);

    private static CompiledSignaturePolicy? Read(ByteString value, bool anyVersion)
    {
        try
        {
            var policy = SignaturePolicyEnvelope.Parser.ParseForeign(value);
            policy.Version = anyVersion ? 0 : policy.Version;
            return SignaturePolicies.Compile(policy);
        }
        catch (Exception error) when (error is InvalidProtocolBufferException or FormatException)
        {
            return null;
        }
    }
}
