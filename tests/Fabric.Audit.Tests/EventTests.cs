using Fabric.Audit.Tests.Support;

namespace Fabric.Audit.Tests;

/// <summary>An event is vouched for by those who endorsed its transaction, and these may be fewer than the chaincode's policy asks for.</summary>
public sealed class EventTests : IDisposable
{
    private readonly TestChain chain = new();

    public void Dispose() => chain.Dispose();

    [Fact]
    public void Verify_EventOfATransactionUnderACollectionsPolicyAlone_IsVerifiedAndListed()
    {
        var alone = new Draft(chain.Alpha.Client, chain.Alpha.Peer).WritesPrivate("p").Raises("Paid");
        chain.Add(chain.Draft().Writes("a").Raises("Bound"), alone);

        var report = TestChain.Verify(chain.Export());

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
        chain.Add(chain.Draft().Writes("a").Protects("a", "OR('AlphaMSP.peer')"));
        chain.Add(new Draft(chain.Alpha.Client, chain.Alpha.Peer).Writes("a").Raises("Paid"));

        var report = TestChain.Verify(chain.Export());

        report.Findings.ShouldBeEmpty();
        report.EventsBesidePolicy.Select(item => item.Name).ShouldBe(["Paid"]);
    }

    [Fact]
    public void Verify_NoEventOrEndorsedByEnough_ListsNothing()
    {
        chain.Add(new Draft(chain.Alpha.Client, chain.Alpha.Peer).WritesPrivate("p"), chain.Draft().WritesPrivate("q").Raises("Paid"));
        TestChain.Verify(chain.Export()).EventsBesidePolicyCount.ShouldBe(0);
    }

    [Fact]
    public void Verify_MoreThanAHundred_ListsAHundredAndCountsAll()
    {
        chain.Add([.. Enumerable.Range(0, 103).Select(number => new Draft(chain.Alpha.Client, chain.Alpha.Peer).WritesPrivate($"p{number}").Raises("Paid"))]);
        var report = TestChain.Verify(chain.Export());
        (report.EventsBesidePolicyCount, report.EventsBesidePolicy.Count).ShouldBe((103, 100));
    }
}
