using Google.Protobuf.WellKnownTypes;

namespace Insurance.Gateway.Tests.Holder;

/// <summary>What holders read of a claim on which something was paid, and of one that a reading opened.</summary>
public sealed class ClaimWordsTests
{
    private static readonly ClaimWords Words = new(new Product { Name = "House" }, SampleBook.English, "the insurer");

    [Theory]
    [InlineData(ClaimStatus.Declined, "19,500.00 DKK were paid; what is claimed beyond that was declined.", "Declined.")]
    [InlineData(ClaimStatus.Referred, "A person is looking at it again; nothing new is decided. 19,500.00 DKK were paid before.", "A person is looking at it; nothing is decided.")]
    [InlineData(ClaimStatus.Proposed, "One handler has approved more than the 19,500.00 DKK that were paid; a second one must confirm.", "One handler has approved it; a second one must confirm.")]
    [InlineData(ClaimStatus.Approved, "Approved; 19,500.00 DKK were paid, and the rest is still to come.", "Approved; the payment is still to come.")]
    [InlineData(ClaimStatus.Paid, "Paid: 19,500.00 DKK in all.", "Paid.")]
    [InlineData(ClaimStatus.Closed, "Closed; 19,500.00 DKK were paid in all.", "Closed; nothing was paid.")]
    public void Status_SaysWhatWasPaid(ClaimStatus status, string withPayments, string without)
    {
        var claim = new Claim { Status = status };
        Words.Claim(claim).Status.ShouldBe(without);
        claim.Payments.Add([Payment(12_000_00, 10), Payment(7_500_00, 11)]);

        Words.Claim(claim).Status.ShouldBe(withPayments);
        Words.Claim(claim).Appeal.ShouldNotContain("Nothing is decided yet");
    }

    [Fact]
    public void Decline_AfterAPayment_IsOfTheRest()
    {
        var claim = new Claim { Status = ClaimStatus.Declined, Payments = { Payment(19_500_00, 10) } };
        claim.Decisions.Add([Decline(5), Decline(12)]);

        Words.Claim(claim).Decisions.Select(decision => decision.Sentence).ShouldBe(
        [
            "On 6 January 2026, 00:00 UTC the claim was declined by a handler.",
            "On 13 January 2026, 00:00 UTC what is claimed beyond the 19,500.00 DKK that were paid before was declined by a handler.",
        ]);
    }

    [Fact]
    public void Claim_OpenedByAReading_NamesItAsPeopleWould()
    {
        var claim = new Claim
        {
            Status = ClaimStatus.Paid,
            ReadingId = "tower/flight-arrival-delay/AA%201%2F2/1",
            Cause = "flight-arrival-delay",
            OccurredAt = At(9),
            Payments = { Payment(125_00, 10, "tower/flight-arrival-delay/AA%201%2F2/1"), Payment(10_00, 11, "50%20off") },
        };

        var reported = Words.Claim(claim);
        reported.Claimed[0].ShouldBe("It was opened by a measurement (flight arrival delay) of 10 January 2026, 00:00 UTC; you had to do nothing.");
        reported.Payments[0].Sentence.ShouldEndWith("Reference: tower/flight-arrival-delay/AA 1/2/1.");
        reported.Payments[1].Sentence.ShouldEndWith("Reference: 50%20off.", customMessage: "what a bank wrote is left as it is");
    }

    [Theory]
    [InlineData(false, 0, "within a second after the claim was reported")]
    [InlineData(false, 999, "within a second after the claim was reported")]
    [InlineData(false, 1_000, "1 second after the claim was reported")]
    [InlineData(false, 2_500, "2.5 seconds after the claim was reported")]
    [InlineData(true, 0, "as soon as the measurement was settled")]
    [InlineData(true, 172_800_000, "2 days after the measurement opened the claim")]
    public void Payment_SaysHowSoonAfterWhatItWas(bool measured, long milliseconds, string after)
    {
        var claim = new Claim { Status = ClaimStatus.Paid, ReadingId = measured ? "tower/delay/AA/1" : "", Payments = { Payment(125_00, 10) } };
        claim.Payments[0].ElapsedMilliseconds = milliseconds;

        Words.Claim(claim).Payments[0].Sentence.ShouldBe($"125.00 DKK were paid on 11 January 2026, 00:00 UTC, {after}. Reference: bank 1.");
        claim.Payments[0].Payee = "a builder";
        Words.Claim(claim).Payments[0].Sentence.ShouldBe($"125.00 DKK were paid to a builder on 11 January 2026, 00:00 UTC, {after}. Reference: bank 1.");
    }

    [Theory]
    [InlineData("deductible", "Nothing is left after what you bear of each loss.")]
    [InlineData("co-insurance", "Nothing is left after your share.")]
    [InlineData("remaining sub-limit", "Nothing is left for losses by this cause.")]
    [InlineData("remaining limit", "Nothing is left for all losses.")]
    [InlineData("total", "Together that is nothing.")]
    [InlineData("decided", "A handler decided that nothing is paid.")]
    [InlineData("trigger", "The measurement pays nothing.")]
    public void Step_ThatLeavesNothing_SaysSo(string step, string sentence)
    {
        var decline = Decline(5);
        decline.AmountSteps.Add(new AmountStep { Step = step, Amount = new Money { MinorUnits = 0, Currency = "DKK" } });

        Words.Claim(new Claim { Status = ClaimStatus.Declined, Decisions = { decline } }).Decisions[0].AmountSteps[0].Sentence.ShouldBe(sentence);
    }

    private static Decision Decline(int day) => new() { Outcome = Outcome.Decline, Reason = "r", Decided = new Stamp { Time = At(day) } };

    private static Payment Payment(long units, int day, string reference = "bank 1") => new()
    {
        Amount = new Money { MinorUnits = units, Currency = "DKK" },
        Reference = reference,
        Paid = new Stamp { Time = At(day) },
    };

    private static Timestamp At(int day) => Timestamp.FromDateTime(new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddDays(day));
}
