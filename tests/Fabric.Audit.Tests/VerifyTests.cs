using Fabric.Protos.Peer.Lifecycle;

namespace Fabric.Audit.Tests;

/// <summary>What an export shows when everything in it is true, and what it shows when its exporter does not say the truth.</summary>
public sealed class VerifyTests : IDisposable
{
    private readonly TestChain _chain = new();

    [Fact]
    public void Verify_WholeChain_IsVerifiedAndCounted()
    {
        Story();
        var report = TestChain.Verify(_chain.Export());
        Problems(report).ShouldBeEmpty();
        report.Blocks.ShouldBe(5);
        report.Transactions.ShouldBe(new Dictionary<string, long> { ["MVCC_READ_CONFLICT"] = 1, ["VALID"] = 5 }, ignoreOrder: true);
        report.Signatures.ShouldBe(5 + 5 + 10 - 3);
        report.UnknownPolicies.ShouldBe(0);
        report.UnjudgedVerdicts.ShouldBe(0);
        report.StatedDefinitions.ShouldBe([TestChain.Chaincode]);
        report.Organizations.ShouldBe(["AlphaMSP", "BetaMSP", "OrdererMSP"], ignoreOrder: true);
        report.Fingerprint.ShouldBe(Convert.ToHexStringLower(BlockHashes.OfHeader(_chain.Blocks[0].Header)));
    }

    [Fact]
    public void Verify_TransactionByteChangedAndExportSignedAnew_NamesTheTransaction()
    {
        Story();
        _chain.Alter(2, block => block.Data.Data[0] = Flip(block.Data.Data[0], block.Data.Data[0].Length / 2));
        Codes(_chain.Export()).ShouldContain("DATA_HASH");
        Problems(TestChain.Verify(_chain.Export()))[0].ShouldContain("block 2 ");
    }

    [Fact]
    public void Verify_HeaderMadeToFitTheChangedTransaction_LacksTheOrderersSignature()
    {
        Story();
        _chain.Alter(4, block =>
        {
            block.Data.Data.RemoveAt(0);
            block.Header.DataHash = ByteString.CopyFrom(BlockHashes.OfData(block.Data));
            block.Metadata.Metadata[(int)BlockMetadataIndex.TransactionsFilter] = ByteString.Empty;
        });
        Codes(_chain.Export()).ShouldBe(["ORDERER_SIGNATURE"]);
    }

    [Fact]
    public void Verify_BlockOfAnOrdererWhoIsNone_LacksTheOrderersSignature()
    {
        Story();
        using var stranger = new Member("OrdererMSP");
        _chain.Alter(3, block => Resign(block, stranger.Orderer));
        Codes(_chain.Export()).ShouldBe(["ORDERER_SIGNATURE"]);
        _chain.Alter(3, block => Resign(block, _chain.Alpha.Peer));
        Codes(_chain.Export()).ShouldBe(["ORDERER_SIGNATURE"]);
    }

    [Fact]
    public void Verify_BlockLeftOut_BreaksTheChain()
    {
        Story();
        Codes(_chain.Export(blocks: _chain.Blocks.Where(block => block.Header.Number != 2)))
            .ShouldBe(["BLOCK_NOT_NEXT", "VERDICT_WRONG"]);
    }

    [Fact]
    public void Verify_EndorsedByTooFew_IsAWrongVerdict()
    {
        _chain.Add(new Draft(_chain.Alpha.Client, _chain.Alpha.Peer).Writes("a"));
        Codes(_chain.Export()).ShouldBe(["VERDICT_WRONG"]);
    }

    [Fact]
    public void Verify_EndorsedByAClient_IsAWrongVerdict()
    {
        _chain.Add(new Draft(_chain.Alpha.Client, _chain.Alpha.Peer, _chain.Beta.Client).Writes("a"));
        Codes(_chain.Export()).ShouldBe(["VERDICT_WRONG"]);
    }

    [Fact]
    public void Verify_KeysOwnPolicyNotSatisfied_IsAWrongVerdict()
    {
        _chain.Stated = "OR('AlphaMSP.peer', 'BetaMSP.peer')";
        _chain.Add(new Draft(_chain.Alpha.Client, _chain.Alpha.Peer).ReadsNothingAt("a").Writes("a").Protects("a", TestChain.BothPeers));
        Codes(_chain.Export()).ShouldBeEmpty();
        _chain.Add(new Draft(_chain.Alpha.Client, _chain.Alpha.Peer).Writes("a"));
        Codes(_chain.Export()).ShouldBe(["VERDICT_WRONG"]);
    }

    [Fact]
    public void Verify_KeyDeletedAndMadeAnew_HasLostItsPolicy()
    {
        _chain.Stated = "OR('AlphaMSP.peer', 'BetaMSP.peer')";
        _chain.Add(_chain.Draft().Writes("a").Protects("a", TestChain.BothPeers));
        _chain.Add(_chain.Draft().Deletes("a"));
        _chain.Add(new Draft(_chain.Alpha.Client, _chain.Alpha.Peer).ReadsNothingAt("a").Writes("a"));
        Codes(_chain.Export()).ShouldBeEmpty();
    }

    [Fact]
    public void Verify_CollectionsOwnPolicy_GoesBeforeTheChaincodes()
    {
        _chain.Add(new Draft(_chain.Alpha.Client, _chain.Alpha.Peer).WritesPrivate("p"));
        Codes(_chain.Export()).ShouldBeEmpty();
        _chain.Add(new Draft(_chain.Beta.Client, _chain.Beta.Peer).WritesPrivate("p"));
        Codes(_chain.Export()).ShouldBe(["VERDICT_WRONG"]);
    }

    [Fact]
    public void Verify_DefinitionInABlock_GoesBeforeTheStatedOne()
    {
        _chain.Stated = "OR('AlphaMSP.peer')";
        var agreed = new CommitChaincodeDefinitionArgs
        {
            Name = TestChain.Chaincode,
            Sequence = 1,
            ValidationParameter = TestChain.Rule(TestChain.BothPeers).ToByteString(),
        };
        var commit = new Draft(_chain.Alpha.Client, _chain.Alpha.Peer, _chain.Beta.Peer)
        {
            Chaincode = "_lifecycle",
            Arguments = [ByteString.CopyFromUtf8("CommitChaincodeDefinition"), agreed.ToByteString()],
        };
        _chain.Add(commit.Writes("namespaces/fields/cc/Sequence"));
        _chain.Add(_chain.Draft().Writes("a"));
        var report = TestChain.Verify(_chain.Export());
        Problems(report).ShouldBeEmpty();
        report.StatedDefinitions.ShouldBeEmpty();
        _chain.Add(new Draft(_chain.Alpha.Client, _chain.Alpha.Peer).Writes("b"));
        Codes(_chain.Export()).ShouldBe(["VERDICT_WRONG"]);
    }

    [Fact]
    public void Verify_NoDefinition_CountsWhatCannotBeJudged()
    {
        _chain.Stated = null;
        _chain.Add(new Draft(_chain.Alpha.Client, _chain.Alpha.Peer).Writes("a"));
        var report = TestChain.Verify(_chain.Export());
        Problems(report).ShouldBeEmpty();
        report.UnknownPolicies.ShouldBe(1);
    }

    [Fact]
    public void Verify_StaleReadRecordedAsValid_IsAWrongVerdict()
    {
        Story();
        Record(4, 0, TxValidationCode.Valid);
        Codes(_chain.Export()).ShouldBe(["VERDICT_WRONG"]);
    }

    [Theory]
    [InlineData(TxValidationCode.MvccReadConflict)]
    [InlineData(TxValidationCode.PhantomReadConflict)]
    [InlineData(TxValidationCode.EndorsementPolicyFailure)]
    [InlineData(TxValidationCode.BadCreatorSignature)]
    [InlineData(TxValidationCode.BadPayload)]
    [InlineData(TxValidationCode.DuplicateTxid)]
    [InlineData(TxValidationCode.InvalidChaincode)]
    [InlineData(TxValidationCode.ExpiredChaincode)]
    [InlineData(TxValidationCode.TargetChainNotFound)]
    [InlineData(TxValidationCode.InvalidOtherReason)]
    [InlineData(TxValidationCode.NotValidated)]
    public void Verify_ValidRecordedAsInvalid_IsAWrongVerdict(TxValidationCode code)
    {
        Story();
        Record(2, 0, code);
        var problems = Problems(TestChain.Verify(_chain.Export()));
        problems.ShouldContain(problem => problem.StartsWith("VERDICT_WRONG transaction ") && problem.Contains("number 0 of block 2"));
    }

    [Fact]
    public void Verify_InvalidForAReasonNobodyCanSee_IsCounted()
    {
        _chain.Add(_chain.Draft().Writes("a").As(TxValidationCode.InvalidWriteset), _chain.Draft().Scans("a", "b").As(TxValidationCode.PhantomReadConflict));
        var report = TestChain.Verify(_chain.Export());
        Problems(report).ShouldBeEmpty();
        report.UnjudgedVerdicts.ShouldBe(2);
    }

    [Fact]
    public void Verify_SameTransactionTwiceAsValid_IsADuplicate()
    {
        var twice = _chain.Draft().Writes("a");
        _chain.Add(twice).Add(twice);
        Codes(_chain.Export()).ShouldBe(["DUPLICATE_TRANSACTION"]);
        Record(2, 0, TxValidationCode.DuplicateTxid);
        Codes(_chain.Export()).ShouldBeEmpty();
    }

    [Fact]
    public void Verify_ForeignChannelIdAndCreator_AreNamed()
    {
        using var stranger = new Member("AlphaMSP");
        var alien = _chain.Draft().Writes("a");
        alien.Channel = "other";
        var renamed = _chain.Draft().Writes("b");
        renamed.Id = new string('a', 64);
        _chain.Add(alien, renamed, new Draft(stranger.Client, _chain.Alpha.Peer, _chain.Beta.Peer).Writes("c"));
        Codes(_chain.Export()).ShouldBe(["CHANNEL", "TRANSACTION_ID", "CREATOR_IDENTITY"]);
    }

    [Fact]
    public void Verify_ConfigurationChanged_HoldsFromTheNextBlockOn()
    {
        _chain.Add(_chain.Draft().Writes("a"));
        _chain.Reconfigure(_chain.Alpha);
        Codes(_chain.Export(exporter: _chain.Alpha)).ShouldBeEmpty();
        Codes(_chain.Export(exporter: _chain.Beta)).ShouldBe(["MANIFEST_SIGNATURE"]);
        _chain.Add(_chain.Draft().Writes("b"));
        Codes(_chain.Export(exporter: _chain.Alpha)).ShouldBe(["VERDICT_WRONG"]);
    }

    [Fact]
    public void Verify_OlderConfigurationThanTheOrderersNoted_IsNamed()
    {
        _chain.Reconfigure(_chain.Alpha, _chain.Beta);
        _chain.Add(_chain.Draft().Writes("a"));
        Codes(_chain.Export(blocks: [_chain.Blocks[0], _chain.Blocks[2]], manifest: said => said with { FirstStored = 0 }))
            .ShouldBe(["BLOCK_NOT_NEXT", "CONFIGURATION_NUMBER"]);
    }

    [Fact]
    public void Verify_ActionThatStandsTwice_IsWhatPeersRecordItAs()
    {
        var doubled = _chain.Draft().Writes("a");
        doubled.Changed = transaction => transaction.Actions.Add(transaction.Actions[0].Clone());
        _chain.Add(doubled.As(TxValidationCode.InvalidEndorserTransaction)).Add(_chain.Draft().Writes("b"));
        var report = TestChain.Verify(_chain.Export());
        Problems(report).ShouldBeEmpty();
        report.UnjudgedVerdicts.ShouldBe(0);
        Record(1, 0, TxValidationCode.Valid);
        Codes(_chain.Export()).ShouldBe(["ENDORSEMENT"]);
        Record(1, 0, TxValidationCode.BadPayload);
        Codes(_chain.Export()).ShouldBe(["VERDICT_WRONG"]);
    }

    [Fact]
    public void Verify_EndorsementThatDoesNotHoldBesideEnough_IsPassedOverAsPeersDo()
    {
        var draft = _chain.Draft().Writes("a");
        draft.Endorsed = endorsed => endorsed.Endorsements.Insert(0, new Endorsement
        {
            Endorser = endorsed.Endorsements[1].Endorser,
            Signature = ByteString.CopyFromUtf8("no signature"),
        });
        _chain.Add(draft);
        Codes(_chain.Export()).ShouldBeEmpty();
    }

    [Fact]
    public void Verify_SameIdTwiceInOneBlock_OnlyOneThatPassedThePoliciesBarsTheOther()
    {
        var (failed, sound) = (_chain.Draft().Writes("a"), _chain.Draft().Writes("a"));
        sound.SameIdAs(failed);
        failed.Endorsed = endorsed => endorsed.Endorsements.Clear();
        var again = _chain.Draft().Writes("b");
        again.SameIdAs(failed);
        _chain.Add(failed.As(TxValidationCode.EndorsementPolicyFailure), sound, again.As(TxValidationCode.DuplicateTxid));
        Problems(TestChain.Verify(_chain.Export())).ShouldBeEmpty();
        Record(1, 2, TxValidationCode.Valid);
        Codes(_chain.Export()).ShouldBe(["DUPLICATE_TRANSACTION"]);
    }

    [Fact]
    public void Verify_IdUsedByOneToWhichItDoesNotBelong_IsJudgedAsEitherKindOfPeerDoes()
    {
        var owner = _chain.Draft().Writes("a");
        var thief = _chain.Draft().Writes("b");
        thief.Id = owner.OwnId;
        _chain.Add(thief.As(TxValidationCode.BadProposalTxid)).Add(owner);
        Codes(_chain.Export()).ShouldBeEmpty();
        Record(2, 0, TxValidationCode.DuplicateTxid);
        var report = TestChain.Verify(_chain.Export());
        Problems(report).ShouldBeEmpty();
        report.UnjudgedVerdicts.ShouldBe(1);
    }

    [Fact]
    public void Verify_KeyWhosePolicyTheBlockHasJustSet_IsNotWrittenByALaterTransactionOfIt()
    {
        _chain.Stated = "OR('AlphaMSP.peer', 'BetaMSP.peer')";
        _chain.Add(_chain.Draft().Writes("a"));
        _chain.Add(
            _chain.Draft().Reads("a", 0, 0).Protects("a", TestChain.BothPeers).As(TxValidationCode.MvccReadConflict),
            _chain.Draft().Writes("a").As(TxValidationCode.EndorsementPolicyFailure));
        Problems(TestChain.Verify(_chain.Export())).ShouldBeEmpty();
        Record(2, 1, TxValidationCode.Valid);
        Codes(_chain.Export()).ShouldBe(["VERDICT_WRONG"]);
    }

    [Fact]
    public void Verify_KeyListedTwice_ChangesWhatItChangesInFabric()
    {
        // Two values of one key add up to a change of its policy alone: of nothing, where there is no such key.
        _chain.Add(_chain.Draft().Writes("a").Writes("a"));
        _chain.Add(_chain.Draft().ReadsNothingAt("a").Writes("b"));
        Problems(TestChain.Verify(_chain.Export())).ShouldBeEmpty();
    }

    [Fact]
    public void Verify_DamagedBytesAnywhereInATransaction_AreFindingsAndNothingElse()
    {
        _chain.Add(_chain.Draft().Writes("a").Protects("a", TestChain.BothPeers));
        var whole = _chain.Blocks[1].Data.Data[0];
        var random = new Random(20260302);
        for (var round = 0; round < 400; round++)
        {
            var damaged = WireMutations.Of(whole, random);
            _chain.Alter(1, block => block.Data.Data[0] = damaged);
            _chain.Seal();
            TestChain.Verify(_chain.Export()).IsVerified.ShouldBe(SaysTheSame(damaged, whole), $"round {round}: {Convert.ToHexString(damaged.Span)}");
        }
    }

    // What stands around the signed bytes and changes nothing of them is no damage to a peer either.
    [Fact]
    public void Verify_EnvelopeThatSaysMoreOrTheSameTwice_IsStillWhatItsCreatorSigned()
    {
        _chain.Add(_chain.Draft().Writes("a").Protects("a", TestChain.BothPeers));
        var whole = _chain.Blocks[1].Data.Data[0];
        var payload = new Envelope { Payload = Envelope.Parser.ParseFrom(whole).Payload }.ToByteString();
        foreach (var before in new[] { payload, ByteString.CopyFrom(0xf8, 0x7c, 0x07), new Envelope { Signature = payload }.ToByteString() })
        {
            _chain.Alter(1, block => block.Data.Data[0] = ByteString.CopyFrom([.. before.Span, .. whole.Span]));
            _chain.Seal();
            Problems(TestChain.Verify(_chain.Export())).ShouldBeEmpty();
        }

        _chain.Alter(1, block => block.Data.Data[0] = ByteString.CopyFrom([.. whole.Span, .. new Envelope { Signature = payload }.ToByteString().Span]));
        _chain.Seal();
        TestChain.Verify(_chain.Export()).IsVerified.ShouldBeFalse();
    }

    public void Dispose() => _chain.Dispose();

    /// <summary>A key made, changed, read in vain, and another one.</summary>
    private void Story() => _chain
        .Add(_chain.Draft().ReadsNothingAt("a").Writes("a").Protects("a", TestChain.BothPeers))
        .Add(_chain.Draft().Reads("a", 1, 0).Writes("a", "changed"), _chain.Draft().ReadsNothingAt("b").Writes("b"))
        .Add(_chain.Draft().Reads("a", 2, 0).Writes("a", "again"))
        .Add(_chain.Draft().Reads("a", 2, 0).Writes("a", "too late").As(TxValidationCode.MvccReadConflict));

    private void Record(int block, int index, TxValidationCode code) => _chain.Alter(block, altered =>
    {
        var codes = altered.Metadata.Metadata[(int)BlockMetadataIndex.TransactionsFilter].ToByteArray();
        codes[index] = (byte)code;
        altered.Metadata.Metadata[(int)BlockMetadataIndex.TransactionsFilter] = ByteString.CopyFrom(codes);
    });

    private static void Resign(Block block, Member.Key orderer)
    {
        var signed = Metadata.Parser.ParseFrom(block.Metadata.Metadata[0]);
        var header = new SignatureHeader { Creator = orderer.Serialized, Nonce = ByteString.CopyFrom(1) }.ToByteString();
        signed.Signatures[0] = new MetadataSignature
        {
            SignatureHeader = header,
            Signature = orderer.Sign([.. signed.Value.Span, .. header.Span, .. BlockHashes.HeaderBytes(block.Header)]),
        };
        block.Metadata.Metadata[0] = signed.ToByteString();
    }

    private static bool SaysTheSame(ByteString damaged, ByteString whole)
    {
        try
        {
            var (one, other) = (Envelope.Parser.ParseFrom(damaged), Envelope.Parser.ParseFrom(whole));
            return one.Payload == other.Payload && one.Signature == other.Signature;
        }
        catch (InvalidProtocolBufferException)
        {
            return false;
        }
    }

    private static ByteString Flip(ByteString bytes, int at)
    {
        var copy = bytes.ToByteArray();
        copy[at] ^= 1;
        return ByteString.CopyFrom(copy);
    }

    private static string[] Codes(byte[] export) => [.. TestChain.Verify(export).Findings.Select(finding => finding.Code)];

    private static string[] Problems(ExportReport report) => [.. report.Findings.Select(finding => finding.ToString())];
}
