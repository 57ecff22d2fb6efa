namespace Fabric.Client.Tests;

public sealed class OfflineSigningTests : IDisposable
{
    private readonly TestClient _client = new(o => o with { Signer = null });

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task WithoutSigner_EveryUnsignedMessage_IsRefusedBeforeItIsSent()
    {
        await Should.ThrowAsync<InvalidOperationException>(() => _client.Contract.EvaluateTransactionAsync("read"));
        await Should.ThrowAsync<InvalidOperationException>(() => _client.Contract.SubmitTransactionAsync("write"));
        await Should.ThrowAsync<InvalidOperationException>(() => _client.Network.NewChaincodeEventsRequest("chaincode").OpenAsync());
        await Should.ThrowAsync<InvalidOperationException>(() => _client.Network.NewBlockEventsRequest().OpenAsync());
        _client.Connection.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task Proposal_SignedOffline_KeepsBytesIdAndOrganizations()
    {
        var unsigned = _client.Contract.NewProposal("write", new ProposalOptions { EndorsingOrganizations = ["Org2MSP"] });
        var bytes = unsigned.ToBytes();

        var signed = _client.Gateway.NewSignedProposal(bytes, _client.SignOffline(_client.Gateway.NewProposal(bytes)));
        signed.TransactionId.ShouldBe(unsigned.TransactionId);
        signed.Digest.ToArray().ShouldBe(unsigned.Digest.ToArray());
        await signed.EvaluateAsync();
        await signed.EndorseAsync();

        var request = _client.Connection.Single(Methods.Endorse).Read<EndorseRequest>();
        request.ChannelId.ShouldBe("channel");
        request.EndorsingOrganizations.ShouldBe(["Org2MSP"]);
        _client.Identity.VerifyMessage(request.ProposedTransaction.ProposalBytes.Span, request.ProposedTransaction.Signature.Span).ShouldBeTrue();
    }

    [Fact]
    public async Task TransactionAndCommit_SignedOffline_AreSentWithThoseSignatures()
    {
        var proposal = _client.Contract.NewProposal("write");
        var endorsed = await _client.Gateway.NewSignedProposal(proposal.ToBytes(), _client.SignOffline(proposal)).EndorseAsync();
        await Should.ThrowAsync<InvalidOperationException>(() => endorsed.SubmitAsync());

        var transactionSignature = _client.SignOffline(endorsed);
        var transaction = _client.Gateway.NewSignedTransaction(endorsed.ToBytes(), transactionSignature);
        transaction.TransactionId.ShouldBe(proposal.TransactionId);
        transaction.Result.ToArray().ShouldBe(endorsed.Result.ToArray());
        var submitted = await transaction.SubmitAsync();
        await Should.ThrowAsync<InvalidOperationException>(() => submitted.GetStatusAsync());

        var commitSignature = _client.SignOffline(submitted);
        var commit = _client.Gateway.NewSignedCommit(submitted.ToBytes(), commitSignature);
        (await commit.GetStatusAsync()).TransactionId.ShouldBe(proposal.TransactionId);

        _client.Connection.Single(Methods.Submit).Read<SubmitRequest>().PreparedTransaction.Signature.ToByteArray().ShouldBe(transactionSignature);
        _client.Connection.Single(Methods.CommitStatus).Read<SignedCommitStatusRequest>().Signature.ToByteArray().ShouldBe(commitSignature);
    }

    [Fact]
    public async Task ChaincodeEvents_SignedOffline_AreSentWithThatSignature()
    {
        _client.Connection.Answer(Methods.ChaincodeEvents, _ => FakeStream.Of());
        var request = _client.Network.NewChaincodeEventsRequest("chaincode", new EventOptions { StartBlock = 5 });
        var signature = _client.SignOffline(request);
        await using var stream = await _client.Gateway.NewSignedChaincodeEventsRequest(request.ToBytes(), signature).OpenAsync();
        var sent = _client.Connection.Single(Methods.ChaincodeEvents).Read<SignedChaincodeEventsRequest>();
        sent.Signature.ToByteArray().ShouldBe(signature);
        _client.Identity.VerifyMessage(sent.Request.Span, sent.Signature.Span).ShouldBeTrue();
    }

    [Fact]
    public async Task BlockEventsOfEachKind_SignedOffline_AreSentToTheirMethod()
    {
        var gateway = _client.Gateway;
        var request = _client.Network.NewBlockEventsRequest(new EventOptions { StartBlock = 5 });
        var signature = _client.SignOffline(request);
        foreach (var method in new[] { Methods.Deliver, Methods.DeliverFiltered, Methods.DeliverWithPrivateData })
        {
            _client.Connection.Answer(method, _ => FakeStream.Of());
        }

        await using var blocks = await gateway.NewSignedBlockEventsRequest(request.ToBytes(), signature).OpenAsync();
        await using var filtered = await gateway.NewSignedFilteredBlockEventsRequest(request.ToBytes(), signature).OpenAsync();
        await using var withPrivateData = await gateway.NewSignedBlockAndPrivateDataEventsRequest(request.ToBytes(), signature).OpenAsync();

        _client.Connection.Calls.Select(c => c.Method).ShouldBe([Methods.Deliver, Methods.DeliverFiltered, Methods.DeliverWithPrivateData]);
        _client.Connection.Calls.ShouldAllBe(c => c.Read<Protos.Common.Envelope>().Signature.ToByteArray().SequenceEqual(signature));
    }

    [Fact]
    public void Messages_DamagedOrUnsigned_AreRefused()
    {
        Should.Throw<InvalidProtocolBufferException>(() => _client.Gateway.NewProposal([0xFF]));
        Should.Throw<InvalidProtocolBufferException>(() => _client.Gateway.NewTransaction([0xFF]));
        Should.Throw<InvalidProtocolBufferException>(() => _client.Gateway.NewCommit([0xFF]));
        Should.Throw<FormatException>(() => _client.Gateway.NewProposal([]));
        Should.Throw<FormatException>(() => _client.Gateway.NewTransaction([]));
        Should.Throw<ArgumentException>(() => _client.Gateway.NewSignedProposal(_client.Contract.NewProposal("x").ToBytes(), []));
    }
}
