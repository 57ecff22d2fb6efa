using Fabric.Client;
using Fabric.Protos.Common;
using Fabric.Protos.Gateway;

namespace EndToEnd.Tests.Running;

/// <summary>
/// A program of a member's own, straight at a peer: what the member's gateway would never send can be sent here.
/// </summary>
public sealed class PeerClient : IDisposable
{
    public const string Insurance = "insurance";

    /// <summary>The test chaincode, whose functions write whatever they are asked to.</summary>
    public const string Conformance = "conformance";

    /// <summary>A collection of the insurer alone.</summary>
    public const string PersonalData = "pii_" + TestConsortium.Aurora;

    /// <summary>A collection of cedent and reinsurer, which the regulator reads.</summary>
    public const string Treaty = "treaty_" + TestConsortium.Aurora + "_" + TestConsortium.Reinsurer;

    private readonly GrpcChannel _channel;
    private readonly EcdsaSigner _signer;
    private readonly FabricGateway _gateway;
    private readonly string _name;

    /// <summary>Connects to the peer of <paramref name="peerOf"/> with an identity of <paramref name="mspId"/>.</summary>
    public PeerClient(
        TestConsortium consortium, string peerOf, string mspId, (string CertificatePem, string KeyPem) identity, TimeProvider? time = null)
    {
        using var settings = JsonDocument.Parse(File.ReadAllText(consortium.GatewayConfiguration(peerOf)));
        var section = settings.RootElement.GetProperty("Gateway");
        _channel = GrpcChannel.ForAddress(section.GetProperty("Peer").GetProperty("Endpoint").GetString()!, new GrpcChannelOptions
        {
            HttpHandler = consortium.Handler(peerOf, (X509Certificate2?)null),
            DisposeHttpClient = true,
        });
        _signer = EcdsaSigner.FromPem(identity.KeyPem);
        _gateway = FabricGateway.Connect(_channel, new GatewayOptions
        {
            Identity = new X509Identity(mspId, identity.CertificatePem),
            Signer = _signer,
            TimeProvider = time ?? TimeProvider.System,
            // A deadline by a clock of the past has gone by.
            EndorseTimeout = time is null ? TimeSpan.FromSeconds(15) : Timeout.InfiniteTimeSpan,
        });
        _name = section.GetProperty("Channel").GetString()!;
        Network = _gateway.GetNetwork(_name);
    }

    public Network Network { get; }

    /// <summary>The connection, for what no client library sends.</summary>
    public GrpcChannel Channel => _channel;

    /// <summary>A member at its own peer, with the identity that its gateway has for a role.</summary>
    public static PeerClient Of(TestConsortium consortium, string mspId, string role) => new(consortium, mspId, mspId, consortium.LedgerIdentity(mspId, role));

    /// <summary>Hands an envelope to the orderers as it is.</summary>
    public async Task OrderAsync(Envelope envelope) => await new Fabric.Protos.Gateway.Gateway.GatewayClient(_channel).SubmitAsync(
        new SubmitRequest { ChannelId = _name, TransactionId = "handmade", PreparedTransaction = envelope });

    public Contract Contract(string chaincode) => Network.GetContract(chaincode);

    public void Dispose()
    {
        _gateway.Dispose();
        _signer.Dispose();
        _channel.Dispose();
    }
}
