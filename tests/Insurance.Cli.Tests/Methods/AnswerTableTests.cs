using Google.Protobuf.WellKnownTypes;
using Insurance.V1;

namespace Insurance.Cli.Tests.Methods;

/// <summary>Answers for people.</summary>
public sealed class AnswerTableTests
{
    private static readonly Timestamp Moment = Timestamp.FromDateTimeOffset(new DateTimeOffset(2026, 3, 1, 9, 0, 0, TimeSpan.Zero));

    [Fact]
    public void Of_Record_HasItsFieldsAndATableForEachList()
    {
        var claim = new Claim
        {
            ClaimId = "c-1",
            OccurredAt = Moment,
            AmountClaimed = new Money { MinorUnits = 123_450, Currency = "DKK" },
            Status = ClaimStatus.Proposed,
            Submitted = new Stamp { Actor = "dana.AuroraMSP" },
            Fields = { ["vacantDays"] = "3" },
            Losses = { new Loss { CoverageId = "building", Amount = new Money { MinorUnits = 123_450, Currency = "DKK" } } },
        };

        var tables = AnswerTable.Of(claim);

        tables[0].Caption.ShouldBe("");
        tables[0].Rows.ShouldBe(
        [
            ["claimId", "c-1"], ["occurredAt", "2026-03-01T09:00:00Z"], ["amountClaimed", "1,234.50 DKK"], ["status", "CLAIM_STATUS_PROPOSED"],
            ["submitted.actor", "dana.AuroraMSP"], ["fields[vacantDays]", "3"],
        ]);
        var losses = tables.Single(table => table.Caption == "losses");
        losses.Columns.ShouldBe(["coverageId", "amount"]);
        losses.Rows.ShouldBe([["building", "1,234.50 DKK"]]);
        tables.Single(table => table.Caption == "payments").Rows.ShouldBeEmpty();
    }

    [Fact]
    public void Of_List_IsOneRowARecordWithTheColumnsThatHaveSomething()
    {
        var answer = new ListPoliciesResponse
        {
            Policies =
            {
                new Policy { PolicyId = "p-1", HolderId = "h-1", CoolingOffUntil = Moment },
                new Policy { PolicyId = "p-2", BrokerId = "harbour-brokers", Bound = new Stamp { Actor = "x" } },
            },
        };

        var (caption, columns, rows) = AnswerTable.Of(answer).ShouldHaveSingleItem();

        caption.ShouldBe("policies");
        columns.ShouldContain("policyId");
        columns.ShouldContain("brokerId");
        columns.ShouldNotContain("renewalOf");
        rows.Count.ShouldBe(2);
        rows[1][Array.IndexOf(columns, "brokerId")].ShouldBe("harbour-brokers");
        rows[0][Array.IndexOf(columns, "coolingOffUntil")].ShouldBe("2026-03-01T09:00:00Z");
    }
}
