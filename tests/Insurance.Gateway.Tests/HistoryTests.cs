using Fabric.Protos.Ledger.Rwset;
using Fabric.Protos.Ledger.Rwset.Kvrwset;
using Insurance.Gateway.UseCases.Provenance;
using Version = Fabric.Protos.Ledger.Rwset.Kvrwset.Version;

namespace Insurance.Gateway.Tests;

/// <summary>Where a record comes from, and by which policies its transactions had to be endorsed.</summary>
public sealed class HistoryTests : IDisposable
{
    private readonly SignedChain _chain = new();

    [Fact]
    public async Task History_Version_SaysWhoCalledWhatAndWhoEndorsed()
    {
        _chain.Put(new TransactionDraft(_chain.Creator, _chain.Endorser) { Arguments = ByteString.CopyFromUtf8("""{"actor":"eve","claimId":"c"}""") });
        await using var server = await GatewayServer.StartAsync();
        _chain.Serve(server.Ledger);
        server.Ledger.Answer("GetHistory", new GetHistoryResponse
        {
            Entries = { new HistoryEntry { TransactionId = _chain.TransactionId, BeforeJson = """{"status":"A"}""", RecordJson = """{"status":"B"}""" } },
        });

        var history = await new V1.Ledger.LedgerClient(server.As("auditor"))
            .GetHistoryAsync(new GetHistoryRequest { RecordType = RecordType.Claim, RecordId = "c" });

        var entry = history.Entries.ShouldHaveSingleItem();
        (entry.Function, entry.CreatorMspId, entry.Creator, entry.Actor, entry.BlockNumber).ShouldBe(("PayClaim", GatewayServer.MspId, "client", "eve", 1UL));
        entry.EndorserMspIds.ShouldBe([GatewayServer.MspId]);
        entry.Changes.ShouldBe([new FieldChange { Path = "status", Before = "\"A\"", After = "\"B\"" }]);
    }

    [Fact]
    public async Task Document_WhoseRecordDoesNotSayWhoAddedIt_IsNamedByItsTransaction()
    {
        _chain.Put(new TransactionDraft(_chain.Creator, _chain.Endorser) { Arguments = ByteString.CopyFromUtf8("""{"actor":"eve","claimId":"c"}""") });
        await using var server = await GatewayServer.StartAsync();
        _chain.Serve(server.Ledger);
        server.Ledger.Answer("VerifyDocument", new VerifyDocumentResponse
        {
            Recorded = true,
            Uses =
            {
                new DocumentUse { Use = "photo", Recorded = new Stamp { TransactionId = _chain.TransactionId, MspId = GatewayServer.MspId } },
                new DocumentUse { Use = "bill", Recorded = new Stamp { TransactionId = _chain.TransactionId, MspId = GatewayServer.MspId, Actor = "ann" } },
            },
        });

        var answer = await new V1.Ledger.LedgerClient(server.As("auditor"))
            .VerifyDocumentAsync(new VerifyDocumentRequest { RecordType = RecordType.Claim, RecordId = "c", Sha256 = new string('a', 64) });

        answer.Uses.Select(use => use.Recorded.Actor).ShouldBe(["eve", "ann"]);
    }

    [Theory]
    [InlineData("", """{"a":1}""", "a: -> 1")]
    [InlineData("""{"a":1}""", "", "a:1 -> ")]
    [InlineData("""{"a":{"b":1,"c":2}}""", """{"a":{"b":3,"c":2}}""", "a.b:1 -> 3")]
    [InlineData("""{"a":[1,2]}""", """{"a":[1,5,3]}""", "a[1]:2 -> 5; a[2]: -> 3")]
    [InlineData("""{"a":[{"x":1}]}""", """{"a":[{"x":2}]}""", "a[0].x:1 -> 2")]
    [InlineData("""{"a":1}""", """{"a":"1"}""", "a:1 -> \"1\"")]
    [InlineData("""{"a":1}""", """{"a":1}""", "")]
    [InlineData("7", "8", ":7 -> 8")]
    [InlineData("not json", "{}", ":not json -> {}")]
    public void Changes_BeforeAndAfter_AreListedByField(string before, string after, string expected) =>
        string.Join("; ", FieldChanges.Between(before, after).Select(change => $"{change.Path}:{change.Before} -> {change.After}")).ShouldBe(expected);

    [Theory]
    [InlineData("AND('InsurerOneMSP.member', 'OrdererMSP.member')", false)]
    [InlineData("OR('InsurerOneMSP.member')", true)]
    public async Task Verify_KeyWithAPolicyOfItsOwn_IsTracedToTheTransactionThatSetIt(string policy, bool verified)
    {
        // Block 1 sets the policy, the first transaction of block 2 changes the key, and the second changes it again.
        _chain.Blocks[1].Data.Data[0] = Changing(1, null, policy).Sign().ToByteString();
        _chain.Blocks[2].Data.Data[0] = Changing(1, new Version { BlockNum = 1, TxNum = 0 }, null).Sign().ToByteString();
        _chain.Put(Changing(2, new Version { BlockNum = 2, TxNum = 0 }, null));

        var answer = await VerifyAsync();

        var check = answer.Checks.Single(item => item.Check == "endorsement policy");
        check.Passed.ShouldBe(verified, check.Detail);
        check.Detail.ShouldNotContain("traced");
    }

    [Fact]
    public async Task Verify_KeyWrittenWithoutBeingRead_SaysThatItsPolicyCouldNotBeTraced()
    {
        _chain.Put(new TransactionDraft(_chain.Creator, _chain.Endorser)
        {
            Results = Results(new KVRWSet { Writes = { new KVWrite { Key = "k", Value = ByteString.CopyFromUtf8("v") } } }),
        });
        (await VerifyAsync()).Checks.Single(item => item.Check == "endorsement policy").Detail.ShouldContain("1 could not be traced");
    }

    [Fact]
    public async Task Verify_ChaincodesPolicyNotSatisfied_FailsEndorsementPolicy()
    {
        _chain.EndorsementPolicy = "AND('InsurerOneMSP.member', 'OrdererMSP.member')";
        var answer = await VerifyAsync();
        answer.Verified.ShouldBeFalse();
        answer.Checks.Single(check => !check.Passed).Check.ShouldBe("endorsement policy");
    }

    public void Dispose() => _chain.Dispose();

    private static ByteString Results(KVRWSet changes) =>
        new TxReadWriteSet { NsRwset = { new NsReadWriteSet { Namespace = "insurance", Rwset = changes.ToByteString() } } }.ToByteString();

    private TransactionDraft Changing(int value, Version? read, string? policy)
    {
        var changes = new KVRWSet
        {
            Reads = { new KVRead { Key = "k", Version = read } },
            Writes = { new KVWrite { Key = "k", Value = ByteString.CopyFromUtf8($"{value}") } },
        };
        if (policy is not null)
        {
            changes.MetadataWrites.Add(new KVMetadataWrite
            {
                Key = "k",
                Entries = { new KVMetadataEntry { Name = "VALIDATION_PARAMETER", Value = SignaturePolicies.Parse(policy).ToByteString() } },
            });
        }

        return new TransactionDraft(_chain.Creator, _chain.Endorser) { Results = Results(changes) };
    }

    private async Task<VerifyTransactionResponse> VerifyAsync()
    {
        await using var server = await GatewayServer.StartAsync();
        _chain.Serve(server.Ledger);
        return await new V1.Ledger.LedgerClient(server.As("auditor"))
            .VerifyTransactionAsync(new VerifyTransactionRequest { TransactionId = _chain.TransactionId });
    }
}
