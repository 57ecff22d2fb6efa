using Fabric.Protos.Common;

namespace Fabric.Msp.Tests;

/// <summary>Bytes that others sent are what they should be or a fault with a name, whatever is in them.</summary>
public class WireTests
{
    private readonly Random _random = new(20260305);

    [Fact]
    public void Verify_IdentityDamagedOnTheWire_IsRefusedOrStillThatIdentity()
    {
        using var org = new TestOrganization("Org1MSP");
        var whole = ByteString.CopyFrom(org.Serialize(org.Issue("alice", "client")));
        var verifier = org.Verifier;
        foreach (var bytes in Enumerable.Range(0, 1500).Select(_ => WireMutations.Of(whole, _random)).Concat(WireMutations.AllLengths(1)).Concat(WireMutations.AllLengths(2)))
        {
            if (verifier.TryVerify(bytes.Span, null, out var identity, out var error))
            {
                identity.CommonName.ShouldBe("alice");
            }
            else
            {
                error.Message.ShouldNotBeEmpty();
            }
        }
    }

    [Fact]
    public void Compile_PolicyDamagedOnTheWire_IsAPolicyOrAFormatFault()
    {
        using var org = new TestOrganization("Org1MSP");
        var member = org.Member("alice", "peer");
        var whole = SignaturePolicies.Parse("OutOf(2, 'Org1MSP.peer', 'Org2MSP.peer', 'Org3MSP.peer')").ToByteString();
        foreach (var bytes in Enumerable.Range(0, 1500).Select(_ => WireMutations.Of(whole, _random)).Concat(WireMutations.AllLengths(2)).Concat(WireMutations.AllLengths(3)))
        {
            try
            {
                _ = SignaturePolicies.Compile(Fabric.Protos.ForeignBytes.ParseForeign(SignaturePolicyEnvelope.Parser, bytes)).IsSatisfiedBy([member]);
            }
            catch (Exception fault) when (fault is InvalidProtocolBufferException or FormatException)
            {
                fault.Message.ShouldNotBeEmpty();
            }
        }
    }

    [Fact]
    public void From_PrincipalOfDeclaredLengthsNear2To31_IsAFormatFault()
    {
        foreach (var kind in Enum.GetValues<MSPPrincipal.Types.Classification>())
        {
            foreach (var bytes in WireMutations.AllLengths(1))
            {
                Should.Throw<FormatException>(() => IdentityPrincipal.From(new MSPPrincipal { PrincipalClassification = kind, Principal = bytes }));
            }
        }
    }
}
