namespace Fabric.Client.Tests;

public sealed class SubmitTests : IDisposable
{
    private readonly TestClient _client = new();

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task SubmitTransaction_Valid_TakesThreeStepsUnderOneTransactionId()
    {
        var result = await _client.Contract.SubmitTransactionAsync("write", ProposalOptions.WithArguments("k", "v"));

        Encoding.UTF8.GetString(result.Span).ShouldBe("endorsed");
        _client.Connection.Calls.Select(c => c.Method).ShouldBe([Methods.Endorse, Methods.Submit, Methods.CommitStatus]);
        var endorse = _client.Connection.Single(Methods.Endorse).Read<EndorseRequest>();
        var submit = _client.Connection.Single(Methods.Submit).Read<SubmitRequest>();
        var signedStatus = _client.Connection.Single(Methods.CommitStatus).Read<SignedCommitStatusRequest>();
        var status = CommitStatusRequest.Parser.ParseFrom(signedStatus.Request);

        submit.TransactionId.ShouldBe(endorse.TransactionId);
        submit.ChannelId.ShouldBe("channel");
        status.ShouldBe(new CommitStatusRequest { TransactionId = endorse.TransactionId, ChannelId = "channel", Identity = Google.Protobuf.ByteString.CopyFrom(_client.Creator) });
        _client.Identity.VerifyMessage(submit.PreparedTransaction.Payload.Span, submit.PreparedTransaction.Signature.Span).ShouldBeTrue();
        _client.Identity.VerifyMessage(signedStatus.Request.Span, signedStatus.Signature.Span).ShouldBeTrue();
        submit.PreparedTransaction.Payload.ShouldBe(TestClient.Endorsed(endorse, "endorsed").Payload);
    }

    [Fact]
    public async Task SubmitAsync_ReturnsBeforeCommit_AndSaysTheStatusLater()
    {
        var submitted = await _client.Contract.SubmitAsync("write");

        _client.Connection.Calls.Select(c => c.Method).ShouldBe([Methods.Endorse, Methods.Submit]);
        Encoding.UTF8.GetString(submitted.Result.Span).ShouldBe("endorsed");
        (await submitted.GetStatusAsync()).ShouldBe(new CommitStatus(submitted.TransactionId, TxValidationCode.Valid, 101));
    }

    [Fact]
    public async Task SubmitTransaction_NotValid_ThrowsWithCodeAndBlock()
    {
        _client.Connection.Answer(Methods.CommitStatus, _ => new CommitStatusResponse { Result = TxValidationCode.MvccReadConflict, BlockNumber = 7 });

        var exception = await Should.ThrowAsync<CommitException>(() => _client.Contract.SubmitTransactionAsync("write"));

        exception.Code.ShouldBe(TxValidationCode.MvccReadConflict);
        exception.BlockNumber.ShouldBe(7UL);
        exception.TransactionId.ShouldBe(_client.Connection.Single(Methods.Endorse).Read<EndorseRequest>().TransactionId);
        exception.Message.ShouldContain("MvccReadConflict (11)");
        exception.StatusCode.ShouldBe(StatusCode.Aborted);
    }

    [Fact]
    public async Task GetStatus_NotValid_DoesNotThrow()
    {
        _client.Connection.Answer(Methods.CommitStatus, _ => new CommitStatusResponse { Result = TxValidationCode.PhantomReadConflict, BlockNumber = 7 });
        var status = await (await _client.Contract.SubmitAsync("write")).GetStatusAsync();
        status.IsSuccessful.ShouldBeFalse();
        status.Code.ShouldBe(TxValidationCode.PhantomReadConflict);
    }

    [Fact]
    public async Task Submit_Again_SendsTheIdenticalEnvelope()
    {
        var transaction = await _client.Contract.NewProposal("write").EndorseAsync();
        await transaction.SubmitAsync();
        await transaction.SubmitAsync();
        var sent = _client.Connection.Calls.Where(c => c.Method == Methods.Submit).ToList();
        sent.Count.ShouldBe(2);
        sent[1].Request.ShouldBe(sent[0].Request);
    }

    [Fact]
    public async Task NewCommit_WithoutSubmitting_AsksForTheSameTransaction()
    {
        var transaction = await _client.Contract.NewProposal("write").EndorseAsync();
        var status = await transaction.NewCommit().GetStatusAsync();
        status.TransactionId.ShouldBe(transaction.TransactionId);
        _client.Connection.Calls.ShouldNotContain(c => c.Method == Methods.Submit);
    }

    [Fact]
    public async Task Endorse_AnswerWithoutTransaction_IsAnErrorInWords()
    {
        _client.Connection.Answer(Methods.Endorse, _ => new EndorseResponse());
        (await Should.ThrowAsync<FormatException>(() => _client.Contract.SubmitAsync("write"))).Message.ShouldContain("no envelope");
        _client.Connection.Answer(Methods.Endorse, _ => new EndorseResponse { PreparedTransaction = new Protos.Common.Envelope { Payload = Google.Protobuf.ByteString.CopyFromUtf8("garbage") } });
        await Should.ThrowAsync<FormatException>(() => _client.Contract.SubmitAsync("write"));
    }

    [Fact]
    public async Task ManyThreads_OneGateway_EachTransactionIsItsOwn()
    {
        var contract = _client.Contract;
        var results = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(() => contract.SubmitAsync("write", ProposalOptions.WithArguments($"{i}")))));
        results.Select(r => r.TransactionId).Distinct().Count().ShouldBe(200);
        foreach (var call in _client.Connection.Calls.Where(c => c.Method == Methods.Submit))
        {
            var envelope = call.Read<SubmitRequest>().PreparedTransaction;
            _client.Identity.VerifyMessage(envelope.Payload.Span, envelope.Signature.Span).ShouldBeTrue();
        }
    }
}
