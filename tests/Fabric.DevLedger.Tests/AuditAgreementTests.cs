using System.Buffers;
using Fabric.Audit;
using Fabric.DevLedger.Services;
using Fabric.Protos.Ledger.Rwset.Kvrwset;
using Fabric.Protos.Peer;
using Grpc.Core;
using Handmade;
using Version = Fabric.Protos.Ledger.Rwset.Kvrwset.Version;

namespace Fabric.DevLedger.Tests;

/// <summary>What DevLedger records about an envelope is what the auditor works out by itself, whatever is in it; and nothing stops the channel.</summary>
public sealed class AuditAgreementTests : IAsyncLifetime
{
    private const int Generated = 2400;
    private const string Own = "own";

    private TestLedger _ledger = null!;
    private HandmadeSigner _client = null!;
    private HandmadeSigner[] _peers = null!;

    public async Task InitializeAsync()
    {
        _ledger = await TestLedger.StartAsync();
        _client = Signer(0, "client");
        _peers = [Signer(0, "peer"), Signer(1, "peer"), Signer(2, "peer")];
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        foreach (var peer in _peers)
        {
            peer.Dispose();
        }

        await _ledger.DisposeAsync();
    }

    [Fact]
    public async Task Export_AfterGeneratedEnvelopes_IsVerifiedAndHoldsEveryCode()
    {
        var random = new Random(9);
        var faults = new HandmadeFaults(9, Sound, _client, _peers[2], pairs: true);
        var waiting = new List<Task>();
        var refused = 0;
        for (var i = 0; i < Generated; i++)
        {
            var transaction = faults.Next(i);
            if (i > 2 * faults.KindCount)
            {
                AddState(transaction, random);
            }

            var envelope = i % 5 == 4 ? Damaged(transaction, random) : transaction.Sign();
            if (Submit(envelope) is { } committed)
            {
                waiting.Add(committed);
            }
            else
            {
                refused++;
            }

            if (random.Next(4) == 0)
            {
                await Task.WhenAll(waiting).WaitAsync(TimeSpan.FromMinutes(2));
                waiting.Clear();
            }
        }

        await Task.WhenAll(waiting).WaitAsync(TimeSpan.FromMinutes(2));
        refused.ShouldBeLessThan(Generated / 4);
        var report = Verify();
        report.Findings.Select(finding => finding.ToString()).ShouldBeEmpty();
        report.Transactions.Keys.ShouldBe(
            ["VALID", "BAD_COMMON_HEADER", "BAD_PROPOSAL_TXID", "BAD_HEADER_EXTENSION", "BAD_RESPONSE_PAYLOAD", "BAD_RWSET", "DUPLICATE_TXID",
             "ENDORSEMENT_POLICY_FAILURE", "ILLEGAL_WRITESET", "INVALID_CHAINCODE", "INVALID_ENDORSER_TRANSACTION", "INVALID_OTHER_REASON",
             "MVCC_READ_CONFLICT", "PHANTOM_READ_CONFLICT"],
            ignoreOrder: true);

        // What is left to the peer's word: scans, and chaincodes that only a definition in the blocks would show.
        report.UnjudgedVerdicts.ShouldBeLessThan(Generated / 8);
        (await CommitAsync(Sound().Writes("after"))).ShouldBe(TxValidationCode.Valid);
    }

    [Fact]
    public async Task Commit_KeyPolicyThatIsNone_BarsTheKeyAndNothingElse()
    {
        foreach (var (bytes, i) in WireMutations.AllLengths(1).Append(ByteString.CopyFromUtf8("no policy")).Select((bytes, i) => (bytes, i)))
        {
            (await CommitAsync(Policy(Sound().Writes("k" + i), "k" + i, bytes))).ShouldBe(TxValidationCode.Valid);
            (await CommitAsync(Sound().Writes("k" + i))).ShouldBe(TxValidationCode.EndorsementPolicyFailure, $"policy {i}");
            (await CommitAsync(Sound().Writes("other" + i))).ShouldBe(TxValidationCode.Valid);
        }

        Verify().Findings.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("AND(OR('Org1MSP.peer', 'Org2MSP.peer'), 'Org2MSP.peer')", TxValidationCode.EndorsementPolicyFailure)]
    [InlineData("AND('Org2MSP.peer', OR('Org1MSP.peer', 'Org2MSP.peer'))", TxValidationCode.Valid)]
    [InlineData("AND(OR('Org1MSP.peer', 'Org2MSP.peer'), OR('Org1MSP.peer', 'Org2MSP.peer'))", TxValidationCode.EndorsementPolicyFailure)]
    public async Task Commit_KeyPolicyWhoseRulesOverlap_IsJudgedByTheEvaluatorOnBothSides(string policy, TxValidationCode expected)
    {
        (await CommitAsync(Policy(Sound().Writes("k"), "k", SignaturePolicies.Parse(policy).ToByteString()))).ShouldBe(TxValidationCode.Valid);
        (await CommitAsync(Sound().Writes("k"))).ShouldBe(expected);

        var report = Verify();
        report.Findings.ShouldBeEmpty();
        report.Transactions.ContainsKey("ENDORSEMENT_POLICY_FAILURE").ShouldBe(expected != TxValidationCode.Valid);
    }

    [Fact]
    public async Task Commit_KeyPolicyThatIsEmpty_LeavesTheKeyToTheChaincodesPolicyOnBothSides()
    {
        (await CommitAsync(Policy(Sound().Writes("k"), "k", ByteString.Empty))).ShouldBe(TxValidationCode.Valid);
        (await CommitAsync(Sound().Writes("k"))).ShouldBe(TxValidationCode.Valid);
        var alone = Sound().Writes("k");
        alone.OnEndorsed = endorsed => endorsed.Endorsements.RemoveAt(1);
        (await CommitAsync(alone)).ShouldBe(TxValidationCode.EndorsementPolicyFailure);

        Verify().Findings.ShouldBeEmpty();
    }

    [Fact]
    public async Task Commit_DeclaredLengthsNear2To31_AreInvalidWhereverTheyAre()
    {
        foreach (var bytes in WireMutations.AllLengths(1).Concat(WireMutations.AllLengths(2)))
        {
            foreach (var transaction in new[]
            {
                With(t => t.OnResult = result => result.Results = bytes), With(t => t.OnResult = result => result.Events = bytes),
                With(t => t.OnResponse = response => response.Extension = bytes), With(t => t.OnChannel = header => header.Extension = bytes),
                With(t => t.OnSets = sets => sets.NsRwset[0].Rwset = bytes), With(t => t.OnEndorsed = endorsed => endorsed.ProposalResponsePayload = bytes),
                With(t => t.OnTransaction = whole => whole.Actions[0].Payload = bytes), With(t => t.OnWhole = whole => whole.Data = bytes),
            })
            {
                (await CommitAsync(transaction)).ShouldNotBe(TxValidationCode.Valid);
            }
        }

        Verify().Findings.ShouldBeEmpty();
    }

    [Fact]
    public async Task Commit_KeyListedTwice_IsJudgedLikeAnyOther()
    {
        var policy = SignaturePolicies.Parse("AND('Org1MSP.peer', 'Org2MSP.peer')").ToByteString();
        (await CommitAsync(Policy(Policy(Sound().Writes("k"), "k", policy), "k", policy))).ShouldBe(TxValidationCode.Valid);
        (await CommitAsync(Sound().Writes("twice", "1").Writes("twice", "2"))).ShouldBe(TxValidationCode.Valid);
        (await _ledger.Contract().EvaluateAsync("count", "twice", "twicf")).ShouldBe("0");
        Verify().Findings.ShouldBeEmpty();
    }

    [Fact]
    public async Task Commit_SameIdInOneBlock_IsBarredOnlyByOneThatPassed()
    {
        var failed = Sound().Writes("a");
        failed.OnEndorsed = endorsed => endorsed.Endorsements.Clear();
        var sound = Sound().Writes("b");
        sound.Nonce = failed.Nonce;
        var third = Sound().Writes("c");
        third.Nonce = failed.Nonce;
        var tasks = new[] { failed, sound, third }.Select(transaction => Submit(transaction.Sign())!).ToList();
        await Task.WhenAll(tasks);
        Verify().Findings.ShouldBeEmpty();
    }

    private HandmadeTransaction With(Action<HandmadeTransaction> change)
    {
        var transaction = Sound().Writes("w");
        change(transaction);
        return transaction;
    }

    private HandmadeTransaction Sound() => new(TestConsortium.Channel, TestConsortium.Chaincode, _client, _peers[0], _peers[1]);

    /// <summary>Scans, policies of keys, private keys: what orders and states decide.</summary>
    private void AddState(HandmadeTransaction transaction, Random random)
    {
        var key = "k" + random.Next(5);
        switch (random.Next(10))
        {
            case 0:
                transaction.Public.RangeQueriesInfo.Add(new RangeQueryInfo { StartKey = "k", EndKey = "l", ItrExhausted = random.Next(2) == 0, RawReads = new QueryReads() });
                break;
            case 1:
                var reads = new QueryReads { KvReads = { new KVRead { Key = key, Version = new Version { BlockNum = (ulong)random.Next(9) } } } };
                transaction.Public.RangeQueriesInfo.Add(new RangeQueryInfo { StartKey = key, EndKey = key + "a", ItrExhausted = true, RawReads = reads });
                break;
            case 2:
                Policy(transaction, key, SignaturePolicies.Parse("OR('Org3MSP.peer')").ToByteString());
                break;
            case 3:
                var damaged = SignaturePolicies.Parse("OR('Org1MSP.peer', 'Org2MSP.peer')");
                damaged.Version = 7;
                damaged.Identities[1].Principal = ByteString.CopyFromUtf8("\xff");
                Policy(transaction, key, damaged.ToByteString());
                break;
            case 4:
                transaction.Public.MetadataWrites.Add(new KVMetadataWrite { Key = key });
                break;
            case 5:
                Policy(transaction, "k" + random.Next(5), WireMutations.Length(1, random));
                break;
            case 6:
                transaction.WritesPrivate(random.Next(2) == 0 ? TestConsortium.Secret : Own, key);
                transaction.Hashed.HashedReads.Add(new KVReadHash { KeyHash = HandmadeTransaction.Hash(key) });
                break;
            case 7:
                transaction.WritesPrivate(Own, key).WritesPrivate(Own, key);
                break;
        }
    }

    private static HandmadeTransaction Policy(HandmadeTransaction transaction, string key, ByteString policy)
    {
        transaction.Public.MetadataWrites.Add(new KVMetadataWrite
        {
            Key = key,
            Entries = { new KVMetadataEntry { Name = "VALIDATION_PARAMETER", Value = policy } },
        });
        return transaction;
    }

    /// <summary>The same with damaged bytes somewhere inside, and a creator who signs that.</summary>
    private Envelope Damaged(HandmadeTransaction transaction, Random random)
    {
        switch (random.Next(4))
        {
            case 0:
                transaction.OnWhole = whole => whole.Data = WireMutations.Of(whole.Data, random);
                break;
            case 1:
                transaction.OnSets = sets => sets.NsRwset[0].Rwset = WireMutations.Of(sets.NsRwset[0].Rwset, random);
                break;
            case 2:
                transaction.OnResult = result => result.Results = WireMutations.Of(result.Results, random);
                break;
            default:
                transaction.OnResponse = response => response.Extension = WireMutations.Of(response.Extension, random);
                break;
        }

        return transaction.Sign();
    }

    private HandmadeSigner Signer(int organization, string unit)
    {
        var issued = _ledger.Consortium.Organizations[organization].Issue("handmade-" + unit, unit);
        return new HandmadeSigner(_ledger.Consortium.Organizations[organization].MspId, issued.CertificatePem, issued.PrivateKeyPem);
    }

    /// <returns>Ends when the block is on disk; <c>null</c>: the orderer does not take it.</returns>
    private Task? Submit(Envelope envelope)
    {
        try
        {
            var pending = TransactionSubmission.Prepare(_ledger.Node.Context, envelope, null);
            _ledger.Node.Context.Orderer.Enqueue(pending);
            return pending.Committed.Task;
        }
        catch (RpcException)
        {
            return null;
        }
    }

    private async Task<TxValidationCode> CommitAsync(HandmadeTransaction transaction)
    {
        var pending = TransactionSubmission.Prepare(_ledger.Node.Context, transaction.Sign(), null);
        _ledger.Node.Context.Orderer.Enqueue(pending);
        await pending.Committed.Task.WaitAsync(TimeSpan.FromMinutes(1));
        return pending.Code;
    }

    private ExportReport Verify()
    {
        using var lease = _ledger.Node.Context.Readers.Rent();
        var height = _ledger.Node.Context.Notifier.Height;
        var blocks = Enumerable.Range(0, (int)height).Select(number => lease.Reader.Block((ulong)number)!.Block).ToList();
        var output = new ArrayBufferWriter<byte>();
        var writer = new ExportWriter(output);
        writer.WriteConfiguration(blocks[0].ToByteArray());
        writer.WriteDefinition(TestConsortium.Chaincode, LifecycleDefinitions.Of(_ledger.Consortium.Options(["unused"]).Chaincodes[0]));
        blocks.ForEach(block => writer.WriteBlock(block.ToByteArray()));
        writer.Finish(
            new ExportManifest
            {
                Channel = TestConsortium.Channel,
                ExportedBy = "Org1MSP",
                Signer = _client.Serialized.ToByteArray(),
                ExportedAt = TimeProvider.System.GetUtcNow(),
                From = null,
                To = null,
                FirstBlock = 0,
                LastBlock = height - 1,
                FirstStored = 0,
                LastStored = height - 1,
                Height = height,
                Transactions = blocks.Sum(block => block.Data.Data.Count),
            },
            message => _client.Sign(message).ToByteArray());
        return new ExportVerifier(TrustRoots.OfTheExport, TestConsortium.Chaincode).Verify(new MemoryStream(output.WrittenSpan.ToArray()));
    }
}
