using Fabric.Client;
using Fabric.Protos.Common;
using Fabric.Protos.Gateway;
using Fabric.Protos.Msp;

namespace EndToEnd.Tests.Protocol;

/// <summary>
/// Whoever has a certificate to call a gateway with, a broker or one of the staff, has nothing with which to go past it: at the
/// peer's own port, and the orderer's, it is nobody.
/// </summary>
[Collection(ConsortiumFixture.Collection)]
public sealed class CallersAtThePeerTests(ConsortiumFixture fixture)
{
    private static readonly Method<Envelope, byte[]> Broadcast = new(
        MethodType.DuplexStreaming,
        "orderer.AtomicBroadcast",
        "Broadcast",
        Marshallers.Create(message => message.ToByteArray(), Envelope.Parser.ParseFrom),
        Marshallers.Create(bytes => bytes, bytes => bytes));

    public static TheoryData<string> Callers() => [TestConsortium.Broker, "admin", "auditor", "underwriter", "finance"];

    [Theory]
    [MemberData(nameof(Callers))]
    public async Task Caller_AtThePeersPort_IsDenied(string caller)
    {
        using var client = new PeerClient(fixture.Consortium, TestConsortium.Aurora, TestConsortium.Aurora, Identity(caller));
        var contract = client.Contract(PeerClient.Insurance);
        var registry = ContractExtensions.Argument(new GetRegistryRequest());
        var register = ContractExtensions.Argument(new RegisterPartyRequest { RequestId = fixture.NewId("r"), PartyId = fixture.NewId("p"), Actor = "finance.AuroraMSP" });

        await ShouldBeDeniedAsync(() => contract.EvaluateTransactionAsync("GetRegistry", registry));
        await ShouldBeDeniedAsync(() => contract.EvaluateTransactionAsync("GetRegistry", registry.EndorsedBy(TestConsortium.Aurora)));
        await ShouldBeDeniedAsync(() => contract.NewProposal("RegisterParty", register).EndorseAsync());
        await ShouldBeDeniedAsync(() => FirstAsync(client.Network.GetBlockEventsAsync(new EventOptions { StartBlock = 0 })));
        await ShouldBeDeniedAsync(() => FirstAsync(client.Network.GetFilteredBlockEventsAsync(new EventOptions { StartBlock = 0 })));
        await ShouldBeDeniedAsync(() => FirstAsync(client.Network.GetBlockAndPrivateDataEventsAsync(new EventOptions { StartBlock = 0 })));
        await ShouldBeDeniedAsync(() => FirstAsync(client.Network.GetChaincodeEventsAsync(PeerClient.Insurance, new EventOptions { StartBlock = 0 })));

        // The same is let through for the identity that the gateway signs with.
        using var gateway = PeerClient.Of(fixture.Consortium, TestConsortium.Aurora, "underwriter");
        await gateway.Contract(PeerClient.Insurance).EvaluateTransactionAsync("GetRegistry", registry);
        await FirstAsync(gateway.Network.GetBlockAndPrivateDataEventsAsync(new EventOptions { StartBlock = 0 }));
    }

    [Theory]
    [MemberData(nameof(Callers))]
    public async Task Caller_WhoHandsInAnEnvelope_IsDenied(string caller)
    {
        var (id, envelope) = Signed(Identity(caller));
        using var client = new PeerClient(fixture.Consortium, TestConsortium.Aurora, TestConsortium.Aurora, Identity(caller));
        var submit = new SubmitRequest { TransactionId = id, ChannelId = "insurance", PreparedTransaction = envelope };
        var refused = await Should.ThrowAsync<RpcException>(() => new Fabric.Protos.Gateway.Gateway.GatewayClient(client.Channel).SubmitAsync(submit).ResponseAsync);
        refused.StatusCode.ShouldNotBe(StatusCode.OK);
        refused.StatusCode.ShouldNotBe(StatusCode.Internal);

        if (!LedgerUnderTest.IsFabric)
        {
            // DevLedger has no port for orderers' clients.
            return;
        }

        using var orderer = GrpcChannel.ForAddress(
            new Uri("https://" + fixture.Consortium.Process("orderer1").Address.Replace("https://", "", StringComparison.Ordinal)),
            new GrpcChannelOptions { HttpHandler = fixture.Consortium.Handler("OrdererMSP", (X509Certificate2?)null), DisposeHttpClient = true });
        using var call = orderer.CreateCallInvoker().AsyncDuplexStreamingCall(Broadcast, null, default);
        await call.RequestStream.WriteAsync(envelope);
        (await call.ResponseStream.MoveNext(CancellationToken.None)).ShouldBeTrue();

        // BroadcastResponse.status, field 1: FORBIDDEN.
        var answer = new CodedInputStream(call.ResponseStream.Current);
        answer.ReadTag().ShouldBe(8u);
        answer.ReadEnum().ShouldBe((int)Fabric.Protos.Common.Status.Forbidden);
        await call.RequestStream.CompleteAsync();
    }

    /// <summary>Past the gateway, with the gateway's own identity, an administrator of the machine still takes no claim's payment.</summary>
    [Fact]
    public async Task AutomaticPayment_ItsRequestId_CannotBeTakenByAnother()
    {
        var book = await new InsurerBook(fixture).OpenAsync(InsurerBook.Dollars(1));
        var policy = await book.BindAsync();
        var referred = await book.Claims.SubmitClaimAsync(book.Claim(policy));
        referred.Status.ShouldBe(ClaimStatus.Referred);
        var victim = book.Claim(policy, InsurerBook.Dollars(1), day: 31);
        var id = AutomaticId(victim.ClaimId, 1);
        using var finance = PeerClient.Of(fixture.Consortium, TestConsortium.Aurora, "finance");

        const string reserved = "REQUEST_ID_RESERVED";
        await ShouldBeRefusedAsync(finance, reserved, "RecordPremiumPayment", book.Premium(policy, InsurerBook.Dollars(1)), request => request.RequestId = id);
        await ShouldBeRefusedAsync(finance, reserved, "PayClaim", new PayClaimRequest { ClaimId = referred.ClaimId, Reference = "mine" }, request => request.RequestId = id);
        await ShouldBeRefusedAsync(finance, reserved, "PayClaim", new PayClaimRequest { ClaimId = referred.ClaimId, Reference = "mine" }, request => (request.RequestId, request.Actor) = (id, "automatic-payment"));
        await ShouldBeRefusedAsync(finance, reserved, "PayClaim", new PayClaimRequest { ClaimId = referred.ClaimId, Reference = "mine" }, request => (request.RequestId, request.Actor) = (AutomaticId(referred.ClaimId, 9), "automatic-payment"));
        await ShouldBeRefusedAsync(finance, "ACTOR_RESERVED", "RecordPremiumPayment", book.Premium(policy, InsurerBook.Dollars(1)), request => request.Actor = "automatic-payment");
        await ShouldBeRefusedAsync(finance, "ACTOR_RESERVED", "RecordPremiumPayment", book.Premium(policy, InsurerBook.Dollars(1)), request => request.Actor = "gateway");

        (await book.Claims.SubmitClaimAsync(victim)).Status.ShouldBe(ClaimStatus.Paid);
    }

    private static string AutomaticId(string claimId, int decisions) =>
        "auto-pay." + Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{claimId}\n{decisions}")))[..48];

    private static async Task ShouldBeRefusedAsync<T>(PeerClient client, string code, string transaction, T request, Action<T> change)
        where T : IMessage<T>
    {
        change(request);
        var refusal = await Should.ThrowAsync<EndorseException>(() =>
            client.Contract(PeerClient.Insurance).NewProposal(transaction, ContractExtensions.Argument(request)).EndorseAsync());
        refusal.Details.ShouldNotBeEmpty();
        refusal.Details.ShouldAllBe(detail => detail.Message.Contains(code, StringComparison.Ordinal));
    }

    private (string CertificatePem, string KeyPem) Identity(string caller) => (
        File.ReadAllText(fixture.Consortium.CallerCertificate(TestConsortium.Aurora, caller)),
        File.ReadAllText(fixture.Consortium.CallerKey(TestConsortium.Aurora, caller)));

    private static async Task ShouldBeDeniedAsync(Func<Task> call)
    {
        var refusal = await Should.ThrowAsync<Exception>(call);
        var said = string.Join('\n', Chain(refusal).Select(error => error.Message));
        (said.Contains("access denied", StringComparison.OrdinalIgnoreCase) || said.Contains("FORBIDDEN", StringComparison.OrdinalIgnoreCase)
            || said.Contains("PermissionDenied", StringComparison.Ordinal)).ShouldBeTrue(said);
    }

    private static IEnumerable<Exception> Chain(Exception? error)
    {
        for (; error is not null; error = error.InnerException)
        {
            yield return error;
            if (error is GatewayException gateway)
            {
                foreach (var detail in gateway.Details)
                {
                    yield return new InvalidOperationException(detail.Message);
                }
            }
        }
    }

    private static async Task FirstAsync<T>(IAsyncEnumerable<T> stream)
    {
        await foreach (var _ in stream)
        {
            return;
        }

        throw new InvalidOperationException("The stream ended without a word.");
    }

    /// <summary>A transaction as a client submits it; what it holds does not matter to who may submit one.</summary>
    private static (string Id, Envelope Envelope) Signed((string CertificatePem, string KeyPem) identity)
    {
        var nonce = RandomNumberGenerator.GetBytes(24);
        var creator = new SerializedIdentity { Mspid = TestConsortium.Aurora, IdBytes = ByteString.CopyFromUtf8(identity.CertificatePem) }.ToByteString();
        var id = Convert.ToHexStringLower(SHA256.HashData([.. nonce, .. creator.Span]));
        var payload = new Payload
        {
            Header = new Header
            {
                ChannelHeader = new ChannelHeader
                {
                    Type = (int)HeaderType.EndorserTransaction,
                    ChannelId = "insurance",
                    TxId = id,
                    Timestamp = Timestamp.FromDateTime(DateTime.UtcNow),
                }.ToByteString(),
                SignatureHeader = new SignatureHeader { Creator = creator, Nonce = ByteString.CopyFrom(nonce) }.ToByteString(),
            },
            Data = ByteString.CopyFromUtf8("anything"),
        }.ToByteString();
        using var key = ECDsa.Create();
        key.ImportFromPem(identity.KeyPem);
        return (id, new Envelope { Payload = payload, Signature = ByteString.CopyFrom(LowS(key.SignData(payload.Span, HashAlgorithmName.SHA256))) });
    }

    /// <summary>In DER, with the smaller of the two values of S, as Fabric asks.</summary>
    private static byte[] LowS(byte[] fixedForm)
    {
        var order = System.Numerics.BigInteger.Parse("0FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551", System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture);
        var s = new System.Numerics.BigInteger(fixedForm.AsSpan(32), isUnsigned: true, isBigEndian: true);
        var writer = new System.Formats.Asn1.AsnWriter(System.Formats.Asn1.AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(new System.Numerics.BigInteger(fixedForm.AsSpan(0, 32), isUnsigned: true, isBigEndian: true));
            writer.WriteInteger(s > order / 2 ? order - s : s);
        }

        return writer.Encode();
    }
}
