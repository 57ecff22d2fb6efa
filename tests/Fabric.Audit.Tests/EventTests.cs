namespace Fabric.Audit.Tests;

/// <summary>An event is vouched for by those who endorsed its transaction, and these may be fewer than the chaincode's policy asks for.</summary>
public sealed class EventTests : IDisposable
{
    private readonly TestChain _chain = new();

    public void Dispose() => _chain.Dispose();

    [Fact]
    public void Verify_EventOfATransactionUnderACollectionsPolicyAlone_IsVerifiedAndListed()
    {
        var alone = new Draft(_chain.Alpha.Client, _chain.Alpha.Peer).WritesPrivate("p").Raises("Paid");
        _chain.Add(_chain.Draft().Writes("a").Raises("Bound"), alone);

        var report = TestChain.Verify(_chain.Export());

        report.Findings.ShouldBeEmpty();
        report.EventsBesidePolicyCount.ShouldBe(1);
        var listed = report.EventsBesidePolicy.ShouldHaveSingleItem();
        (listed.Block, listed.TransactionId, listed.Name).ShouldBe((1UL, alone.OwnId, "Paid"));
        listed.Endorsers.ShouldBe(["AlphaMSP"]);
    }

    [Fact]
    [Trait("Report", "9")]
    public void Verify_EventOfATransactionUnderAKeysPolicyAlone_IsListed()
    {
        _chain.Add(_chain.Draft().Writes("a").Protects("a", "OR('AlphaMSP.peer')"));
        _chain.Add(new Draft(_chain.Alpha.Client, _chain.Alpha.Peer).Writes("a").Raises("Paid"));

        var report = TestChain.Verify(_chain.Export());

        report.Findings.ShouldBeEmpty();
        report.EventsBesidePolicy.Select(item => item.Name).ShouldBe(["Paid"]);
    }

    [Fact]
    public void Verify_NoEventOrEndorsedByEnough_ListsNothing()
    {
        _chain.Add(new Draft(_chain.Alpha.Client, _chain.Alpha.Peer).WritesPrivate("p"), _chain.Draft().WritesPrivate("q").Raises("Paid"));
        TestChain.Verify(_chain.Export()).EventsBesidePolicyCount.ShouldBe(0);
    }

    [Fact]
    public void Verify_MoreThanAHundred_ListsAHundredAndCountsAll()
    {
        _chain.Add([.. Enumerable.Range(0, 103).Select(number => new Draft(_chain.Alpha.Client, _chain.Alpha.Peer).WritesPrivate($"p{number}").Raises("Paid"))]);
        var report = TestChain.Verify(_chain.Export());
        (report.EventsBesidePolicyCount, report.EventsBesidePolicy.Count).ShouldBe((103, 100));
    }
}
