using Fabric.Protos.Common;

namespace Fabric.Client.Tests;

public sealed class ProposalTests : IDisposable
{
    private readonly TestClient _client = new();

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Evaluate_Transaction_SendsASignedProposalAndReturnsTheResult()
    {
        var result = await _client.Contract.EvaluateTransactionAsync("read", new ProposalOptions { Arguments = ["key", new byte[] { 0, 255 }] });

        Encoding.UTF8.GetString(result.Span).ShouldBe("evaluated");
        var request = _client.Connection.Single(Methods.Evaluate).Read<EvaluateRequest>();
        request.ChannelId.ShouldBe("channel");
        request.TargetOrganizations.ShouldBeEmpty();
        var signed = request.ProposedTransaction;
        _client.Identity.VerifyMessage(signed.ProposalBytes.Span, signed.Signature.Span).ShouldBeTrue();
        Args(signed).Select(a => Convert.ToHexString(a)).ShouldBe([Convert.ToHexString("read"u8), Convert.ToHexString("key"u8), "00FF"]);
    }

    [Fact]
    public async Task Proposal_Headers_AreThoseFabricChecks()
    {
        await _client.Contract.EvaluateTransactionAsync("read");

        var request = _client.Connection.Single(Methods.Evaluate).Read<EvaluateRequest>();
        var proposal = Protos.Peer.Proposal.Parser.ParseFrom(request.ProposedTransaction.ProposalBytes);
        var header = Header.Parser.ParseFrom(proposal.Header);
        var channelHeader = ChannelHeader.Parser.ParseFrom(header.ChannelHeader);
        var signatureHeader = SignatureHeader.Parser.ParseFrom(header.SignatureHeader);

        channelHeader.Type.ShouldBe((int)HeaderType.EndorserTransaction);
        channelHeader.Version.ShouldBe(0);
        channelHeader.Epoch.ShouldBe(0UL);
        channelHeader.ChannelId.ShouldBe("channel");
        channelHeader.Timestamp.ToDateTimeOffset().ShouldBe(TestClient.Now);
        channelHeader.TxId.ShouldBe(request.TransactionId);
        ChaincodeHeaderExtension.Parser.ParseFrom(channelHeader.Extension).ChaincodeId.ShouldBe(new ChaincodeID { Name = "chaincode" });
        signatureHeader.Creator.ToByteArray().ShouldBe(_client.Creator);
        signatureHeader.Nonce.Length.ShouldBe(24);
        request.TransactionId.ShouldBe(Convert.ToHexStringLower(SHA256.HashData([.. signatureHeader.Nonce, .. signatureHeader.Creator])));
    }

    [Fact]
    public void NewProposal_EachTime_HasAnotherTransactionId()
    {
        var ids = Enumerable.Range(0, 100).Select(_ => _client.Contract.NewProposal("read").TransactionId).ToList();
        ids.Distinct().Count().ShouldBe(100);
        ids.ShouldAllBe(id => id.Length == 64);
    }

    [Fact]
    public async Task Contract_WithName_PrefixesTheTransaction()
    {
        await _client.Network.GetContract("chaincode", "assets").EvaluateTransactionAsync("read");
        var request = _client.Connection.Single(Methods.Evaluate).Read<EvaluateRequest>();
        Encoding.UTF8.GetString(Args(request.ProposedTransaction)[0]).ShouldBe("assets:read");
    }

    [Fact]
    public async Task TransientData_IsInThePayloadOnly()
    {
        var options = new ProposalOptions { TransientData = new Dictionary<string, ProposalValue> { ["price"] = "110", ["salt"] = new byte[] { 1 } } };
        await _client.Contract.EvaluateTransactionAsync("read", options);
        var signed = _client.Connection.Single(Methods.Evaluate).Read<EvaluateRequest>().ProposedTransaction;
        var payload = Payload(signed);
        payload.TransientMap["price"].ToStringUtf8().ShouldBe("110");
        payload.TransientMap["salt"].ToByteArray().ShouldBe([1]);
        Args(signed).Count.ShouldBe(1);
    }

    [Fact]
    public async Task EndorsingOrganizations_GoWithEndorseAndEvaluate()
    {
        var options = new ProposalOptions { EndorsingOrganizations = ["Org3MSP", "Org1MSP"] };
        await _client.Contract.EvaluateTransactionAsync("read", options);
        await _client.Contract.SubmitAsync("write", options);
        _client.Connection.Single(Methods.Evaluate).Read<EvaluateRequest>().TargetOrganizations.ShouldBe(["Org3MSP", "Org1MSP"]);
        _client.Connection.Single(Methods.Endorse).Read<EndorseRequest>().EndorsingOrganizations.ShouldBe(["Org3MSP", "Org1MSP"]);
    }

    [Fact]
    public async Task Evaluate_NoResult_IsEmpty()
    {
        _client.Connection.Answer(Methods.Evaluate, _ => new EvaluateResponse());
        (await _client.Contract.EvaluateTransactionAsync("read")).Length.ShouldBe(0);
    }

    [Fact]
    public void Names_Empty_AreRefused()
    {
        Should.Throw<ArgumentException>(() => _client.Gateway.GetNetwork(string.Empty));
        Should.Throw<ArgumentException>(() => _client.Network.GetContract(string.Empty));
        Should.Throw<ArgumentException>(() => _client.Contract.NewProposal(string.Empty));
        Should.Throw<ArgumentException>(() => _client.Network.NewChaincodeEventsRequest(string.Empty));
    }

    private static ChaincodeProposalPayload Payload(SignedProposal signed) =>
        ChaincodeProposalPayload.Parser.ParseFrom(Protos.Peer.Proposal.Parser.ParseFrom(signed.ProposalBytes).Payload);

    private static List<byte[]> Args(SignedProposal signed)
    {
        var spec = ChaincodeInvocationSpec.Parser.ParseFrom(Payload(signed).Input).ChaincodeSpec;
        spec.ChaincodeId.Name.ShouldBe("chaincode");
        return spec.Input.Args.Select(a => a.ToByteArray()).ToList();
    }
}
