using Fabric.Msp;
using Fabric.Protos.Common;
using Google.Protobuf;

namespace Fabric.Audit;

/// <summary>Reads signature policies that may be damaged.</summary>
internal static class PolicyReader
{
    /// <summary>The policy, or <c>null</c> when the bytes are none, which nobody can satisfy.</summary>
    public static CompiledSignaturePolicy? Signature(ByteString value)
    {
        try
        {
            return SignaturePolicies.Compile(SignaturePolicyEnvelope.Parser.ParseFrom(value));
        }
        catch (Exception error) when (error is InvalidProtocolBufferException or FormatException)
        {
            return null;
        }
    }
}
