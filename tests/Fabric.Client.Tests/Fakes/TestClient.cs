using Fabric.Protos.Common;

namespace Fabric.Client.Tests.Fakes;

/// <summary>An identity of a real authority, a gateway on a fake connection, and the means to verify what was signed.</summary>
internal sealed class TestClient : IDisposable
{
    public static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly CertificateAuthority _authority = CertificateAuthority.CreateRoot(new CertificateAuthorityOptions { CommonName = "ca" }, new FixedTime(Now));
    private readonly EcdsaSigner _signer;

    public TestClient(Func<GatewayOptions, GatewayOptions>? configure = null)
    {
        Certificate = _authority.Issue(new CertificateOptions { CommonName = "alice", OrganizationalUnits = ["client"] });
        _signer = EcdsaSigner.FromPem(Certificate.PrivateKeyPem);
        var options = new GatewayOptions
        {
            Identity = new X509Identity("Org1MSP", Certificate.CertificatePem),
            Signer = _signer,
            TimeProvider = new FixedTime(Now),
        };
        Gateway = FabricGateway.Connect(Connection, configure?.Invoke(options) ?? options);
        Creator = SerializedIdentities.Serialize("Org1MSP", Certificate.CertificatePem);
        Identity = new MspVerifier([new MspDefinition { MspId = "Org1MSP", RootCertificates = [_authority.CertificatePem] }]).Verify(Creator);
        Connection.Answer(Methods.Evaluate, _ => new EvaluateResponse { Result = new Response { Status = 200, Payload = ByteString.CopyFromUtf8("evaluated") } });
        Connection.Answer(Methods.Endorse, c => new EndorseResponse { PreparedTransaction = Endorsed(c.Read<EndorseRequest>(), "endorsed") });
        Connection.Answer(Methods.Submit, _ => new SubmitResponse());
        Connection.Answer(Methods.CommitStatus, _ => new CommitStatusResponse { Result = TxValidationCode.Valid, BlockNumber = 101 });
    }

    public FakeConnection Connection { get; } = new();

    public IssuedCertificate Certificate { get; }

    public VerifiedIdentity Identity { get; }

    public byte[] Creator { get; }

    public FabricGateway Gateway { get; }

    public Network Network => Gateway.GetNetwork("channel");

    public Contract Contract => Network.GetContract("chaincode");

    /// <summary>A signature such as a separate signing process would make.</summary>
    public byte[] SignOffline(Signable message)
    {
        using var key = EcdsaPrivateKey.FromPem(Certificate.PrivateKeyPem);
        return key.SignDigest(message.Digest.Span);
    }

    public void Dispose()
    {
        Gateway.Dispose();
        _signer.Dispose();
        _authority.Dispose();
    }

    /// <summary>What a peer's gateway prepares from a proposal.</summary>
    public static Envelope Endorsed(EndorseRequest request, string result)
    {
        var proposal = Protos.Peer.Proposal.Parser.ParseFrom(request.ProposedTransaction.ProposalBytes);
        var action = new ChaincodeAction { Response = new Response { Status = 200, Payload = ByteString.CopyFromUtf8(result) } };
        var endorsed = new ChaincodeEndorsedAction
        {
            ProposalResponsePayload = new ProposalResponsePayload { Extension = action.ToByteString() }.ToByteString(),
        };
        var transaction = new Protos.Peer.Transaction
        {
            Actions = { new TransactionAction { Payload = new ChaincodeActionPayload { Action = endorsed }.ToByteString() } },
        };
        return new Envelope
        {
            Payload = new Payload { Header = Header.Parser.ParseFrom(proposal.Header), Data = transaction.ToByteString() }.ToByteString(),
        };
    }
}
