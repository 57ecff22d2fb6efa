using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Fabric.Client;
using Grpc.Net.Client;

namespace EndToEnd.Tests.Running;

/// <summary>
/// A program of a member's own, straight at a peer: what the member's gateway would never send can be sent here.
/// </summary>
public sealed class PeerClient : IDisposable
{
    public const string Insurance = "insurance";

    /// <summary>The test chaincode, whose functions write whatever they are told to.</summary>
    public const string Conformance = "conformance";

    /// <summary>A collection of the insurer alone.</summary>
    public const string PersonalData = "pii_" + TestConsortium.Aurora;

    /// <summary>A collection of cedent and reinsurer, which the regulator reads.</summary>
    public const string Treaty = "treaty_" + TestConsortium.Aurora + "_" + TestConsortium.Reinsurer;

    private readonly GrpcChannel channel;
    private readonly EcdsaSigner signer;
    private readonly FabricGateway gateway;

    /// <summary>Connects to the peer of <paramref name="peerOf"/> with an identity of <paramref name="mspId"/>.</summary>
    public PeerClient(TestConsortium consortium, string peerOf, string mspId, (string CertificatePem, string KeyPem) identity)
    {
        using var settings = JsonDocument.Parse(File.ReadAllText(consortium.GatewayConfiguration(peerOf)));
        var section = settings.RootElement.GetProperty("Gateway");
        channel = GrpcChannel.ForAddress(section.GetProperty("Peer").GetProperty("Endpoint").GetString()!, new GrpcChannelOptions
        {
            HttpHandler = consortium.Handler(peerOf, (X509Certificate2?)null),
            DisposeHttpClient = true,
        });
        signer = EcdsaSigner.FromPem(identity.KeyPem);
        gateway = FabricGateway.Connect(channel, new GatewayOptions
        {
            Identity = new X509Identity(mspId, identity.CertificatePem),
            Signer = signer,
        });
        Network = gateway.GetNetwork(section.GetProperty("Channel").GetString()!);
    }

    public Network Network { get; }

    /// <summary>A member at its own peer, with the identity that its gateway has for a role.</summary>
    public static PeerClient Of(TestConsortium consortium, string mspId, string role) => new(consortium, mspId, mspId, consortium.LedgerIdentity(mspId, role));

    public Contract Contract(string chaincode) => Network.GetContract(chaincode);

    public void Dispose()
    {
        gateway.Dispose();
        signer.Dispose();
        channel.Dispose();
    }
}
