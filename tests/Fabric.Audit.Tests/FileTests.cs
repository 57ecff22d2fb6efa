using System.Text;
using CsCheck;

namespace Fabric.Audit.Tests;

/// <summary>The file itself: damage anywhere is found and named, the period is covered, and only the trusted is believed.</summary>
public sealed class FileTests : IDisposable
{
    private readonly TestChain _chain = new();

    public FileTests()
    {
        for (var i = 0; i < 6; i++)
        {
            _chain.Add(_chain.Draft().Writes($"k{i}").At(Day(i)));
        }
    }

    [Fact]
    public void Verify_AnyBitFlipped_IsFoundAndItsRecordNamed()
    {
        var export = _chain.Export();
        TestChain.Verify(export).IsVerified.ShouldBeTrue();
        var records = new ExportReader(new MemoryStream(export)).Records().ToList();
        var firstLine = (int)records[0].Offset;
        foreach (var at in Enumerable.Range(0, firstLine + 8).Concat(Enumerable.Range(export.Length - 150, 150)))
        {
            Flip(at, at % 8);
        }

        Gen.Select(Gen.Int[0, export.Length - 1], Gen.Int[0, 7]).Sample(Flip, iter: 200);

        void Flip(int at, int bit)
        {
            var damaged = export.ToArray();
            damaged[at] ^= (byte)(1 << bit);
            var report = TestChain.Verify(damaged);
            report.IsVerified.ShouldBeFalse($"byte {at}");
            var record = records.SingleOrDefault(item => at >= item.Offset && at < item.End);
            var named = record is null ? "FILE_BROKEN byte 0" : null;
            report.Findings.ShouldContain(
                finding => named != null
                    ? finding.ToString().StartsWith(named)
                    : finding.Where.StartsWith($"record {record!.Ordinal}, ") || finding.Where == $"byte {record!.Offset}",
                $"byte {at} of {record}: {string.Join("; ", report.Findings)}");
        }
    }

    [Fact]
    public void Verify_CutOffAnywhere_IsFound()
    {
        var export = _chain.Export();
        for (var length = 0; length < export.Length; length += 97)
        {
            TestChain.Verify(export[..length]).Findings.ShouldContain(finding => finding.Code == "EXPORT_INCOMPLETE", $"{length} bytes");
        }

        TestChain.Verify([.. export, 0]).IsVerified.ShouldBeFalse();
        TestChain.Verify([.. export, .. export[22..]]).IsVerified.ShouldBeFalse();
    }

    [Fact]
    public void Verify_BlockChangedAndSignedAnewByTheExporter_IsFoundWhereverItIs()
    {
        // What nobody signed and nothing reads: the entries of the metadata that Fabric keeps empty or for its own peers.
        var random = new Random(7);
        for (var round = 0; round < 150; round++)
        {
            var number = random.Next(_chain.Blocks.Count);
            var original = _chain.Blocks[number];
            var bytes = original.ToByteArray();
            var signed = bytes.Length - original.Metadata.CalculateSize();
            bytes[random.Next(signed - 8)] ^= (byte)(1 << random.Next(8));
            Fabric.Protos.Common.Block altered;
            try
            {
                altered = Fabric.Protos.Common.Block.Parser.ParseFrom(bytes);
            }
            catch (InvalidProtocolBufferException)
            {
                continue;
            }

            if (altered.Header is null || altered.Data is null || altered.Equals(original))
            {
                continue;
            }

            _chain.Blocks[number] = altered;
            byte[] export;
            try
            {
                export = _chain.Export(blocks: _chain.Blocks);
            }
            finally
            {
                _chain.Blocks[number] = original;
            }

            TestChain.Verify(export).IsVerified.ShouldBeFalse($"round {round}, block {number}");
        }
    }

    [Fact]
    public void Verify_ManifestOfAnotherSigner_IsRefused()
    {
        using var stranger = new Member("BetaMSP");
        Codes(_chain.Export(exporter: stranger)).ShouldBe(["MANIFEST_SIGNATURE"]);
        Codes(_chain.Export(manifest: said => said with { ExportedBy = "AlphaMSP" })).ShouldBe(["MANIFEST_SIGNATURE"]);
        Codes(_chain.Export(manifest: said => said with { Signer = _chain.Alpha.Client.Serialized.ToByteArray(), ExportedBy = "AlphaMSP" }))
            .ShouldBe(["MANIFEST_SIGNATURE"]);
        Codes(_chain.Export(manifest: said => said with { Channel = "other" })).ShouldBe(["CHANNEL_DIFFERS"]);
    }

    [Fact]
    public void Verify_PartOfTheChain_ProvesItsPeriodWithWhatWasVerifiedBefore()
    {
        // Block n + 1 is of day n; the period is the days 2 and 3, and time goes on beyond it with block 5.
        var period = _chain.Export(Day(2), Before(4), first: 3, last: 4);
        var alone = TestChain.Verify(period);
        alone.Findings.ShouldBeEmpty();
        alone.Verdict.ShouldBe(ExportVerdict.NotProved);
        alone.Blocks.ShouldBe(4);
        var joined = TestChain.Verify(_chain.Export(null, Before(2), first: 0, last: 2), period);
        Problems(joined).ShouldBeEmpty();
        joined.Verdict.ShouldBe(ExportVerdict.Verified);
        joined.DatedInPeriod.ShouldBe(2);
        joined.Time.ShouldBe(Day(4));
        TestChain.Verify(_chain.Export(null, Before(1), first: 0, last: 1)).IsVerified.ShouldBeTrue();
    }

    [Theory]
    [InlineData(4UL, 4UL)]
    [InlineData(5UL, 6UL)]
    [InlineData(3UL, 3UL)]
    [InlineData(1UL, 2UL)]
    public void Verify_PeriodNotThatOfTheBlocks_IsFound(ulong first, ulong last) =>
        TestChain.Verify(_chain.Export(), _chain.Export(Day(2), Before(4), first, last)).Findings.Select(finding => finding.Code).ShouldContain("PERIOD_NOT_COVERED");

    [Fact]
    public void Verify_BlocksBeforeMissing_CarriesOnFromAReceipt()
    {
        var (first, receipt) = TestChain.VerifyFrom(null, _chain.Export(null, Before(2), first: 0, last: 2));
        first.IsVerified.ShouldBeTrue();
        receipt!.Block.ShouldBe(3UL);
        var kept = AuditReceipt.Read(receipt.Write());
        kept.ShouldBe(receipt);
        var period = _chain.Export(Day(2), Before(4), first: 3, last: 4);
        var (second, next) = TestChain.VerifyFrom(kept, period);
        Problems(second).ShouldBeEmpty();
        second.Verdict.ShouldBe(ExportVerdict.Verified);
        next!.Block.ShouldBe(5UL);

        // A gap, another block, another channel, a time that is not this chain's.
        TestChain.VerifyFrom(kept, _chain.Export(Day(4), null, first: 6)).Report.Verdict.ShouldBe(ExportVerdict.NotProved);
        Codes(kept with { BlockHash = new string('0', 64) }, period).ShouldContain("RECEIPT_DIFFERS");
        Codes(kept with { ConfigurationHash = new string('0', 64) }, period).ShouldContain("RECEIPT_DIFFERS");
        Codes(kept with { Channel = "other" }, period).ShouldContain("RECEIPT_DIFFERS");
        Codes(kept with { Chaincode = "other" }, period).ShouldContain("RECEIPT_DIFFERS");
        Should.Throw<FormatException>(() => AuditReceipt.Read("{}"u8));
        Should.Throw<FormatException>(() => AuditReceipt.Read("no receipt"u8));
    }

    [Fact]
    public void Verify_BlocksByNumber_NeedNoTime()
    {
        var report = TestChain.Verify(_chain.Export(first: 3, last: 4, manifest: said => said with { FromBlock = 3, ToBlock = 4 }));
        report.Verdict.ShouldBe(ExportVerdict.Verified);
        Codes(_chain.Export(first: 3, last: 4, manifest: said => said with { FromBlock = 2, ToBlock = 4 })).ShouldBe(["PERIOD_NOT_COVERED"]);
        Codes(_chain.Export(first: 3, last: 4, manifest: said => said with { FromBlock = 3, ToBlock = 5 })).ShouldBe(["PERIOD_NOT_COVERED"]);
        Codes(_chain.Export(first: 3, last: 4, manifest: said => said with { FromBlock = 3 })).ShouldBe(["PERIOD_NOT_COVERED"]);
    }

    [Fact]
    public void Verify_EndOfThePeriodNotReached_IsFoundUnlessTheChainEnds()
    {
        Codes(_chain.Export(null, Before(3), 0, 3)).ShouldBeEmpty();
        Codes(_chain.Export(null, Before(3).AddTicks(1), 0, 3)).ShouldBe(["PERIOD_NOT_COVERED"]);
        Codes(_chain.Export(null, Before(3).AddTicks(1), 0, 4)).ShouldBeEmpty();
        Codes(_chain.Export(null, Day(9), 0, 5)).ShouldBe(["PERIOD_NOT_COVERED"]);
        var ended = TestChain.Verify(_chain.Export(null, Day(9), 0, 6));
        ended.Verdict.ShouldBe(ExportVerdict.Verified);
        ended.EndsWithTheChain.ShouldBeTrue();
    }

    [Fact]
    public void Verify_NeighbourLeftOut_IsFound()
    {
        Codes(_chain.Export(Day(2), Day(4), 3, 4, blocks: _chain.Blocks[3..6])).ShouldContain("PERIOD_NOT_COVERED");
        Codes(_chain.Export(Day(2), Day(4), 3, 4, blocks: _chain.Blocks[2..5])).ShouldContain("PERIOD_NOT_COVERED");
        Codes(_chain.Export(Day(2), Day(4), first: null, blocks: _chain.Blocks[3..5])).ShouldContain("PERIOD_NOT_COVERED");
    }

    [Fact]
    public void Verify_ExportsOneAfterAnother_AreJoined()
    {
        _chain.Add(_chain.Draft().ReadsNothingAt("p").Writes("p").Protects("p", TestChain.BothPeers).At(Day(6)));
        _chain.Add(_chain.Draft().Reads("p", 7, 0).Writes("p", "2").At(Day(7)));
        var (first, second) = (_chain.Export(null, Before(7), 0, 7), _chain.Export(Day(7), null, 8));
        TestChain.Verify(second).UnknownPolicies.ShouldBe(1);
        var report = TestChain.Verify(first, second);
        report.Findings.ShouldBeEmpty();
        report.UnknownPolicies.ShouldBe(0);
    }

    [Fact]
    public void Verify_TwoExportersWhoDiffer_IsFound()
    {
        var one = _chain.Export(exporter: _chain.Alpha);
        _chain.Alter(2, block => block.Metadata.Metadata[2] = ByteString.CopyFrom(17));
        var report = TestChain.Verify(one, _chain.Export(exporter: _chain.Beta));
        report.Findings.Select(finding => finding.Code).ShouldBe(["VERDICTS_DIFFER"]);
        report.Findings[0].Where.ShouldStartWith("block 2 ");
    }

    [Fact]
    public void Verify_TrustRoots_DecideWhatIsBelieved()
    {
        var export = _chain.Export();
        using var other = new TestChain();
        var all = string.Join("\n", _chain.Alpha.RootPem, _chain.Beta.RootPem, _chain.Ordering.RootPem);
        TestChain.Verify(TrustRoots.OfFile(Encoding.UTF8.GetBytes(all)), export).Findings.ShouldBeEmpty();
        TestChain.Verify(TrustRoots.OfFile(Encoding.UTF8.GetBytes(_chain.Alpha.RootPem)), export).Findings
            .Select(finding => finding.Code).ShouldBe(["NOT_TRUSTED", "NOT_TRUSTED"]);
        TestChain.Verify(TrustRoots.OfFile(_chain.Blocks[0].ToByteArray()), export).Findings.ShouldBeEmpty();
        TestChain.Verify(TrustRoots.OfFile(other.Blocks[0].ToByteArray()), export).Findings
            .Select(finding => finding.Code).ShouldBe(["NOT_TRUSTED"]);
        var fingerprint = TestChain.Verify(export).Fingerprint;
        TestChain.Verify(TrustRoots.OfFingerprint(fingerprint), export).Findings.ShouldBeEmpty();
        TestChain.Verify(TrustRoots.OfFingerprint(new string('0', 64)), export).Findings.Select(finding => finding.Code).ShouldBe(["NOT_TRUSTED"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("abc")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")]
    [InlineData("-----BEGIN NOTHING-----\n")]
    public void Trust_NeitherCertificatesNorAConfiguration_IsRefused(string content) =>
        Should.Throw<FormatException>(() => TrustRoots.OfFile(Encoding.UTF8.GetBytes(content)));

    [Fact]
    public void Trust_NoFingerprint_IsRefused()
    {
        Should.Throw<FormatException>(() => TrustRoots.OfFingerprint("abc"));
        Should.Throw<FormatException>(() => TrustRoots.OfFingerprint(new string('x', 64)));
    }

    public void Dispose() => _chain.Dispose();

    private static DateTimeOffset Day(int number) => TestChain.Begin.AddDays(number);

    /// <summary>The latest end of a period that is surely over with a day's block.</summary>
    private static DateTimeOffset Before(int number) => Day(number) - PeriodBlocks.Margin;

    private static string[] Problems(ExportReport report) => [.. report.Findings.Select(finding => finding.ToString())];

    private static string[] Codes(AuditReceipt receipt, byte[] export) =>
        [.. TestChain.VerifyFrom(receipt, export).Report.Findings.Select(finding => finding.Code)];

    private static string[] Codes(byte[] export) => [.. TestChain.Verify(export).Findings.Select(finding => finding.Code)];
}
