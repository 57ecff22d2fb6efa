using System.Text;

namespace Fabric.Audit.Tests;

/// <summary>Exports of a peer that joined by a snapshot: it states the configuration whose block it does not have.</summary>
public sealed class StatedConfigurationTests : IDisposable
{
    private readonly TestChain _chain = new();

    public StatedConfigurationTests()
    {
        _chain.Add(_chain.Draft().Writes("a"));
        _chain.Add(_chain.Draft().Reads("a", 1, 0).Writes("a"));
        _chain.Add(_chain.Draft().Writes("b"));
    }

    public void Dispose() => _chain.Dispose();

    [Fact]
    public void Verify_FromTheFirstBlockOfThePeer_IsVerifiedAndSaysWhatIsOnlyStated()
    {
        var report = TestChain.Verify(_chain.Export(first: 2, snapshot: 2));

        report.Findings.ShouldBeEmpty();
        report.Verdict.ShouldBe(ExportVerdict.Verified);
        (report.ConfigurationStated, report.ConfigurationBlock, report.Fingerprint).ShouldBe((true, 0UL, ""));
        report.Manifest!.FirstStored.ShouldBe(2UL);
        report.Blocks.ShouldBe(2);
    }

    [Fact]
    public void Verify_FromALaterBlock_HoldsTheOneBeforeItToo() =>
        TestChain.Verify(_chain.Export(first: 3, snapshot: 2)).Manifest!.FirstStored.ShouldBe(2UL);

    [Fact]
    public void Verify_NothingBeforeThePeriodWithoutASnapshot_IsNotCovered() =>
        Codes(TestChain.Verify(_chain.Export(first: 2, snapshot: 2, manifest: said => said with { FirstOnPeer = null })))
            .ShouldBe(["PERIOD_NOT_COVERED"]);

    [Fact]
    public void Verify_AgainstTheConfigurationsBlock_ComparesWhatItSays()
    {
        var export = _chain.Export(first: 2, snapshot: 2);
        Codes(TestChain.Verify(TrustRoots.OfFile(_chain.Blocks[0].ToByteArray()), export)).ShouldBeEmpty();

        using var another = new TestChain();
        Codes(TestChain.Verify(TrustRoots.OfFile(another.Blocks[0].ToByteArray()), export)).ShouldBe(["NOT_TRUSTED"]);
    }

    [Fact]
    public void Verify_AgainstAFingerprint_IsNotTrusted() =>
        Codes(TestChain.Verify(TrustRoots.OfFingerprint(new string('0', 64)), _chain.Export(first: 2, snapshot: 2))).ShouldBe(["NOT_TRUSTED"]);

    [Fact]
    public void Verify_AgainstRootCertificates_LooksForThoseOfEveryOrganization()
    {
        var export = _chain.Export(first: 2, snapshot: 2);
        var roots = new[] { _chain.Alpha, _chain.Beta, _chain.Ordering }.SelectMany(member => member.Definition.RootCertificates).ToList();
        Codes(TestChain.Verify(TrustRoots.OfFile(Encoding.UTF8.GetBytes(string.Join('\n', roots))), export)).ShouldBeEmpty();
        Codes(TestChain.Verify(TrustRoots.OfFile(Encoding.UTF8.GetBytes(string.Join('\n', roots[1..]))), export)).ShouldBe(["NOT_TRUSTED"]);
    }

    [Fact]
    public void Verify_AnotherConfigurationStated_LacksTheOrderersSignature()
    {
        using var another = new TestChain();
        another.Add(another.Draft().Writes("a"));
        another.Add(another.Draft().Writes("a"));
        Codes(TestChain.Verify(another.Export(first: 2, snapshot: 2, exporter: another.Beta, blocks: _chain.Blocks[2..]))).ShouldContain("ORDERER_SIGNATURE");
    }

    [Fact]
    public void Verify_ConfigurationReplacedLater_GoesOnWithTheNewOne()
    {
        _chain.Reconfigure(_chain.Alpha, _chain.Beta);
        _chain.Add(_chain.Draft().Writes("c"));
        Codes(TestChain.Verify(_chain.Export(first: 2, snapshot: 2))).ShouldBeEmpty();
    }

    private static IEnumerable<string> Codes(ExportReport report) => report.Findings.Select(finding => finding.Code);
}
