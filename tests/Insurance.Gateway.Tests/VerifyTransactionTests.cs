using Fabric.Protos.Common;
using Fabric.Protos.Peer;

namespace Insurance.Gateway.Tests;

/// <summary>Each kind of damage to a stored transaction is found and named.</summary>
public sealed class VerifyTransactionTests : IDisposable
{
    private readonly SignedChain _chain = new();

    [Fact]
    public async Task Verify_IntactChain_PassesEveryCheck()
    {
        var answer = await VerifyAsync();

        answer.Verified.ShouldBeTrue(answer.ToString());
        answer.Checks.Select(check => check.Check).ShouldBe(
            ["data hash", "previous block", "next block", "orderer signature", "creator identity", "creator signature", "transaction id",
                "proposal hash", "endorsement", "endorsement policy", "validation code"]);
        answer.BlockNumber.ShouldBe((ulong)SignedChain.Block);
        answer.CreatorMspId.ShouldBe(GatewayServer.MspId);
        answer.EndorserMspIds.ShouldBe([GatewayServer.MspId]);
        answer.BlockHash.ShouldBe(Convert.ToHexStringLower(_chain.Blocks[2].Header.PreviousHash.Span));
    }

    [Fact]
    public async Task Verify_NewestBlock_HasNoNextBlockToAsk()
    {
        _chain.Blocks.RemoveAt(2);
        var answer = await VerifyAsync();
        answer.Verified.ShouldBeTrue();
        answer.Checks.ShouldNotContain(check => check.Check == "next block");
    }

    [Fact]
    public async Task Verify_TransactionBytesTampered_FailsDataHashAndSignature()
    {
        _chain.Replace(Tampered());
        await FailsAsync("data hash", "creator signature", "proposal hash");
    }

    [Fact]
    public async Task Verify_TransactionTamperedAndChainSealedAnew_FailsSignature()
    {
        _chain.Replace(Tampered());
        _chain.Seal();
        await FailsAsync("creator signature", "proposal hash");
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.3)]
    [InlineData(0.6)]
    [InlineData(0.99)]
    public async Task Verify_TransactionCutOff_IsNotInItsBlock(double kept)
    {
        var bytes = _chain.Blocks[SignedChain.Block].Data.Data[SignedChain.Index];
        _chain.Replace(ByteString.CopyFrom(bytes.Span[..(int)(bytes.Length * kept)]));
        await FailsAsync("data hash", "transaction");
    }

    [Fact]
    public async Task Verify_NeighbourInTheBlockDestroyed_FailsDataHashOnly()
    {
        _chain.Blocks[SignedChain.Block].Data.Data[0] = ByteString.CopyFrom(0xFF, 0xFF, 0xFF);
        await FailsAsync("data hash");
    }

    [Fact]
    public async Task Verify_ActionNotReadable_FailsEndorsement()
    {
        var payload = Payload.Parser.ParseFrom(_chain.Envelope.Payload);
        payload.Data = ByteString.CopyFrom(0xFF, 0xFF, 0xFF);
        Put(new Envelope { Payload = payload.ToByteString(), Signature = _chain.Creator.Sign(payload.ToByteArray()) });
        await FailsAsync("endorsement");
    }

    [Fact]
    public async Task Verify_SignatureOfAnotherMessage_FailsCreatorSignature()
    {
        var envelope = _chain.Envelope;
        envelope.Signature = _chain.Creator.Sign("something else"u8);
        Put(envelope);
        await FailsAsync("creator signature");
    }

    [Fact]
    public async Task Verify_SignatureOfAnotherMember_FailsCreatorSignature()
    {
        var envelope = _chain.Envelope;
        envelope.Signature = _chain.Endorser.Sign(envelope.Payload.Span);
        Put(envelope);
        await FailsAsync("creator signature");
    }

    [Fact]
    public async Task Verify_SignatureMissing_FailsCreatorSignature()
    {
        var envelope = _chain.Envelope;
        envelope.Signature = ByteString.Empty;
        Put(envelope);
        await FailsAsync("creator signature");
    }

    [Fact]
    public async Task Verify_CreatorOfAForeignAuthority_FailsCreatorIdentity()
    {
        using var foreign = Foreign("client");
        _chain.Put(new TransactionDraft(foreign, _chain.Endorser));
        await FailsAsync("creator identity");
    }

    [Fact]
    public async Task Verify_EndorserOfAForeignAuthority_FailsEndorsementAndItsPolicy()
    {
        using var foreign = Foreign("peer");
        _chain.Put(new TransactionDraft(_chain.Creator, foreign));
        await FailsAsync("endorsement", "endorsement policy");
    }

    [Fact]
    public async Task Verify_EndorsementSignedByAnother_FailsEndorsementAndItsPolicy()
    {
        PutEndorsed(action =>
        {
            var endorser = _chain.Endorser.Serialized;
            action.Endorsements[0].Signature = _chain.Creator.Sign([.. action.ProposalResponsePayload.Span, .. endorser.Span]);
        });
        await FailsAsync("endorsement", "endorsement policy");
    }

    [Fact]
    public async Task Verify_ResultChangedAfterEndorsement_FailsEndorsementAndItsPolicy()
    {
        PutEndorsed(action =>
        {
            var result = ProposalResponsePayload.Parser.ParseFrom(action.ProposalResponsePayload);
            result.Extension = new ChaincodeAction { ChaincodeId = new ChaincodeID { Name = "insurance" }, Response = new Response { Status = 201 } }.ToByteString();
            action.ProposalResponsePayload = result.ToByteString();
        });
        await FailsAsync("endorsement", "endorsement policy");
    }

    [Fact]
    public async Task Verify_EndorsementOfAnotherTransaction_FailsProposalHash()
    {
        var other = new TransactionDraft(_chain.Creator, _chain.Endorser) { Arguments = ByteString.CopyFromUtf8("PayClaim c1 1 USD") };
        PutEndorsed(action =>
        {
            action.ProposalResponsePayload = other.Endorse().ProposalResponsePayload;
            action.Endorsements[0] = other.Endorse().Endorsements[0];
        });
        await FailsAsync("proposal hash");
    }

    [Fact]
    public async Task Verify_NobodyEndorsed_FailsEndorsementAndItsPolicy()
    {
        _chain.Put(new TransactionDraft(_chain.Creator, null));
        await FailsAsync("endorsement", "endorsement policy");
    }

    [Fact]
    public async Task Verify_IdNotMadeFromNonceAndCreator_FailsTransactionId()
    {
        _chain.Put(new TransactionDraft(_chain.Creator, _chain.Endorser) { Id = new string('a', 64) });
        await FailsAsync("transaction id");
    }

    [Theory]
    [InlineData(SignedChain.Block, "PreviousHash", "previous block", "next block", "orderer signature")]
    [InlineData(SignedChain.Block, "DataHash", "data hash", "next block", "orderer signature")]
    [InlineData(SignedChain.Block - 1, "DataHash", "previous block")]
    [InlineData(SignedChain.Block + 1, "PreviousHash", "next block")]
    public async Task Verify_HashOfAHeaderChanged_FailsItsLinks(int block, string field, params string[] failing)
    {
        var header = _chain.Blocks[block].Header;
        var changed = typeof(BlockHeader).GetProperty(field)!;
        changed.SetValue(header, Flipped((ByteString)changed.GetValue(header)!));
        await FailsAsync(failing);
    }

    [Theory]
    [InlineData(11, "MVCC_READ_CONFLICT")]
    [InlineData(4, "BAD_CREATOR_SIGNATURE")]
    [InlineData(200, "200")]
    public async Task Verify_NotRecordedAsValid_FailsValidationCode(byte code, string name)
    {
        _chain.Blocks[SignedChain.Block].Metadata.Metadata[(int)BlockMetadataIndex.TransactionsFilter] = ByteString.CopyFrom(0, code, 0);
        (await FailsAsync("validation code")).ValidationCode.ShouldBe(name);
    }

    [Fact]
    public async Task Verify_BlockWithoutMetadata_FailsValidationCode()
    {
        _chain.Blocks[SignedChain.Block].Metadata = null;
        (await FailsAsync("validation code", "orderer signature")).ValidationCode.ShouldBe("NOT_VALIDATED");
    }

    [Fact]
    public async Task Verify_AnotherBlockServed_IsNotInIt()
    {
        var id = _chain.TransactionId;
        await using var server = await GatewayServer.StartAsync();
        _chain.Serve(server.Ledger);
        server.Ledger.AnswerBytes("GetBlockByTxID", _ => _chain.Blocks[2].ToByteArray());
        var answer = await Client(server).VerifyTransactionAsync(new VerifyTransactionRequest { TransactionId = id });
        answer.Verified.ShouldBeFalse();
        Failed(answer).ShouldBe(["transaction"]);
    }

    [Fact]
    public async Task Verify_BlockNotReadable_FailsBlock()
    {
        await using var server = await GatewayServer.StartAsync();
        _chain.Serve(server.Ledger);
        server.Ledger.AnswerBytes("GetBlockByTxID", _ => [0xFF, 0xFF, 0xFF]);
        var answer = await Client(server).VerifyTransactionAsync(new VerifyTransactionRequest { TransactionId = _chain.TransactionId });
        answer.Verified.ShouldBeFalse();
        Failed(answer).ShouldBe(["block"]);
    }

    [Fact]
    public async Task Verify_UnknownTransaction_IsNotFound()
    {
        await using var server = await GatewayServer.StartAsync();
        _chain.Serve(server.Ledger);
        await Client(server).VerifyTransactionAsync(new VerifyTransactionRequest { TransactionId = new string('b', 64) })
            .ResponseAsync.ShouldBeAsync(Grpc.Core.StatusCode.NotFound, "TRANSACTION_NOT_FOUND");
    }

    public void Dispose() => _chain.Dispose();

    private static ByteString Flipped(ByteString hash)
    {
        var bytes = hash.ToByteArray();
        bytes[7] ^= 1;
        return ByteString.CopyFrom(bytes);
    }

    private static string[] Failed(VerifyTransactionResponse answer) =>
        [.. answer.Checks.Where(check => !check.Passed).Select(check => check.Check)];

    private static V1.Ledger.LedgerClient Client(GatewayServer server) => new(server.As("auditor"));

    private static SigningIdentity Foreign(string unit)
    {
        using var authority = CertificateAuthority.CreateRoot(new CertificateAuthorityOptions { CommonName = "ca.insurer-one.example" });
        return SigningIdentity.Issue(authority, GatewayServer.MspId, unit);
    }

    // "100 USD" becomes "900 USD": the lengths, and with them the encoding, stay whole.
    private ByteString Tampered()
    {
        var bytes = _chain.Blocks[SignedChain.Block].Data.Data[SignedChain.Index].ToByteArray();
        var at = bytes.AsSpan().IndexOf("100 USD"u8);
        at.ShouldBeGreaterThan(0);
        bytes[at] = (byte)'9';
        return ByteString.CopyFrom(bytes);
    }

    private void Put(Envelope envelope)
    {
        _chain.Replace(envelope.ToByteString());
        _chain.Seal();
    }

    private async Task<VerifyTransactionResponse> FailsAsync(params string[] checks)
    {
        var answer = await VerifyAsync();
        answer.Verified.ShouldBeFalse();
        Failed(answer).ShouldBe(checks, ignoreOrder: true, answer.ToString());
        return answer;
    }

    /// <summary>A transaction whose endorsement is changed before it is signed.</summary>
    private void PutEndorsed(Action<ChaincodeEndorsedAction> changed) => _chain.Put(new TransactionDraft(_chain.Creator, _chain.Endorser) { Endorsed = changed });

    private async Task<VerifyTransactionResponse> VerifyAsync()
    {
        await using var server = await GatewayServer.StartAsync();
        _chain.Serve(server.Ledger);
        return await Client(server).VerifyTransactionAsync(new VerifyTransactionRequest { TransactionId = _chain.TransactionId });
    }
}
