using Google.Protobuf.WellKnownTypes;

namespace Insurance.Gateway.Tests.Holder;

/// <summary>What holders read of a policy through its life.</summary>
public sealed partial class PolicyWordsTests
{
    private static readonly Product Product = new()
    {
        Name = "House",
        Coverages = { new Coverage { CoverageId = "building", Name = "Building" }, new Coverage { CoverageId = "contents", Name = "Contents" } },
    };

    [Fact]
    public void Coverages_ChangedLater_SayWhatHoldsTodayAndWhatWillFromWhen()
    {
        var reported = Words(Changed(), day: 60);

        reported.CoverageTitle.ShouldBe("What is covered");
        reported.Coverages.Select(coverage => (coverage.Name, coverage.SumInsured.MinorUnits)).ShouldBe([("Building", 10_000_00), ("Contents", 500_00)]);
        reported.Coverages[0].Terms.ShouldBe(["Up to 10,000.00 DKK.", "From 11 April 2026, 00:00 UTC on up to 20,000.00 DKK."]);
        reported.Coverages[0].Left.ShouldBe("10,000.00 DKK are left for claims.");
        reported.Coverages[1].Terms.ShouldBe(["Insured from 11 April 2026, 00:00 UTC on, up to 500.00 DKK."]);
        reported.Coverages[1].Left.ShouldBeEmpty();
    }

    [Fact]
    public void Coverages_OnceTheChangeIsInEffect_SayTheNew()
    {
        var policy = Changed();
        policy.ScheduledCoverages.Clear();

        Words(policy, day: 101).Coverages.Select(coverage => coverage.Terms[0]).ShouldBe(["Up to 20,000.00 DKK.", "Up to 500.00 DKK."]);
    }

    [Fact]
    public void Coverages_ThatEndWithAChange_SaySo()
    {
        var policy = Changed();
        policy.ScheduledCoverages[0].Coverages.RemoveAt(0);

        Words(policy, day: 60).Coverages[0].Terms.ShouldBe(["Up to 10,000.00 DKK.", "From 11 April 2026, 00:00 UTC on it is not insured any more."]);
    }

    [Theory]
    [InlineData(PolicyStatus.InForce, 30, "What is covered")]
    [InlineData(PolicyStatus.InForce, -1, "What is covered from 1 January 2026, 00:00 UTC on")]
    [InlineData(PolicyStatus.InForce, 365, "What was covered until 1 January 2027, 00:00 UTC")]
    [InlineData(PolicyStatus.Expired, 400, "What was covered until 1 January 2027, 00:00 UTC")]
    [InlineData(PolicyStatus.Bound, 30, "What is covered once the first premium is paid")]
    [InlineData(PolicyStatus.Lapsed, 30, "What is covered once the policy is reinstated")]
    public void Title_OfEachStatus_SaysWhetherItIsInEffect(PolicyStatus status, int day, string title)
    {
        var policy = New();
        policy.Status = status;

        Words(policy, day).CoverageTitle.ShouldBe(title);
    }

    [Fact]
    public void Overdue_BeforeAnybodyRecordsTheLapse_IsNotCalledCovered()
    {
        var policy = New();
        policy.Instalments.Add(new Instalment { Number = 2, Amount = Kroner(10), DueAt = At(10), GraceAt = At(30) });

        Words(policy, 29).Status.ShouldStartWith("In force");
        var reported = Words(policy, 31);
        (reported.Status, reported.CoverageTitle).ShouldBe((
            "An instalment was not paid in time: losses from 31 January 2026, 00:00 UTC on are not covered until it is paid.",
            "What is covered once the instalment is paid"));
    }

    [Theory]
    [InlineData(0, 30, "", 0, "")]
    [InlineData(100, 30, "What is covered until 11 April 2026, 00:00 UTC", 1, "10,000.00 DKK are left for claims.")]
    [InlineData(100, 130, "What was covered until 11 April 2026, 00:00 UTC", 1, "10,000.00 DKK are left for claims for losses before that.")]
    public void Cancelled_ListsOnlyWhatItCoversOrDid(int effective, int day, string title, int coverages, string left)
    {
        var reported = Words(Cancel(New(), effective), day);

        (reported.CoverageTitle, reported.Coverages.Count).ShouldBe((title, coverages));
        reported.Coverages.ShouldAllBe(coverage => coverage.Left == left);
        reported.Premium[^1].ShouldBe("Since the policy was cancelled, 5.00 DKK of it are to be paid in all.");
    }

    [Fact]
    public void Premium_AfterChanges_HasLinesThatSumToIt()
    {
        var policy = New();
        policy.Coverages[0].NetPremium = Kroner(1_200);
        policy.Premium = Premium(net: 1_115_00, surcharge: 36_73, tax: 12_67, gross: 1_164_40);
        policy.Changes.Add(Change(100, Premium(1_000_00, 30_00, 10_00, 1_040_00), Premium(150_00, 10_73, 3_67, 164_40)));
        policy.Changes.Add(Change(150, Premium(1_150_00, 40_73, 13_67, 1_204_40), Premium(-35_00, -4_00, -1_00, -40_00)));
        policy.Changes[0].CoveragesBefore[0].NetPremium = Kroner(1_000);

        var lines = Words(policy, 200).Premium;

        lines.ShouldBe(
        [
            "The premium is 1,164.40 DKK in all.",
            "Building costs 1,000.00 DKK before taxes.",
            "Payment by instalments adds 30.00 DKK.",
            "The tax \"tax\" adds 10.00 DKK.",
            "The change from 11 April 2026, 00:00 UTC on adds 164.40 DKK, with taxes.",
            "The change from 31 May 2026, 00:00 UTC on takes off 40.00 DKK, with taxes.",
        ]);
        lines.Skip(1).Sum(Amount).ShouldBe(Amount(lines[0]));
    }

    [Fact]
    public void Renewal_ThatWasCancelled_DoesNotContinueIt()
    {
        var policy = New();
        policy.RenewedBy = "p-2";
        var next = New();
        (next.PolicyId, next.Cover) = ("p-2", new Period { Start = At(365), End = At(730) });

        Note(next).ShouldBe("Policy p-2 continues it.");
        Note(Cancel(next, 365)).ShouldBe("Policy p-2 was to continue it, and was cancelled before it began.");
        Note(Cancel(next, 400)).ShouldBe("Policy p-2 begins where it was to end, and was cancelled with effect from 5 February 2027, 00:00 UTC.");

        string Note(Policy changed) => Words(policy, 30, new Neighbours(null, changed)).Notes[^1];
    }

    [Fact]
    public void Cancelled_BetweenTwoPolicies_SaysWhatIsAndWhatIsNotContinued()
    {
        var policy = Cancel(New(), 100);
        (policy.RenewalOf, policy.RenewedBy) = ("p-0", "p-2");
        var before = New();
        var next = New();
        next.Cover = new Period { Start = At(365), End = At(730) };

        var notes = Words(policy, 130, new Neighbours(before, next)).Notes;
        notes[0].ShouldBe("It continues policy p-0.");
        notes[^1].ShouldBe("Policy p-2 begins on 1 January 2027, 00:00 UTC; until then nothing is covered.");
        Words(policy, 130, new Neighbours(Cancel(before, 50), next)).Notes[0]
            .ShouldBe("It was to continue policy p-0, which was cancelled with effect from 20 February 2026, 00:00 UTC.");
        Words(Cancel(policy, 0), 130, new Neighbours(New(), next)).Notes[0].ShouldBe("It was to continue policy p-0.");
    }

    [Theory]
    [InlineData(125_00, 0, "It has paid what it can pay; nothing is left.")]
    [InlineData(0, 0, "It cannot pay anything any more.")]
    [InlineData(125_00, 125_00, "It can still pay up to 125.00 DKK.")]
    public void Left_OfACoverOnReadings_IsWhatCanStillBePaid(long approved, long left, string sentence)
    {
        var product = Product.Clone();
        product.ParametricTrigger = new ParametricTrigger { Index = "rain", Unit = "mm" };
        var policy = New();
        policy.Limits[0].Approved = new Money { MinorUnits = approved, Currency = "DKK" };
        policy.Limits[0].Remaining = new Money { MinorUnits = left, Currency = "DKK" };

        new PolicyWords(policy, product, new Neighbours(null, null), SampleBook.English, At(30).ToDateTimeOffset()).Policy().Coverages.Single().Left.ShouldBe(sentence);
    }

    [Fact]
    public void Lapsed_SaysSinceWhenAndHowItIsReinstated()
    {
        var policy = Lapse(New(), 100);
        policy.Instalments.Add(Part(3, 200, paid: false));

        var reported = Words(policy, 120);

        reported.Status.ShouldBe("Lapsed: an instalment was not paid in time, and losses from 11 April 2026, 00:00 UTC on are not covered until the policy is reinstated.");
        reported.CoverageTitle.ShouldBe("What is covered once the policy is reinstated");
        reported.Instalments.Skip(1).Select(part => part.Sentence).ShouldBe(
        [
            "Instalment 2: 50.00 DKK, due on 22 March 2026, 00:00 UTC, not paid. The policy can be reinstated only once it is paid.",
            "Instalment 3: 50.00 DKK, due on 20 July 2026, 00:00 UTC, not paid yet.",
        ]);
        reported.Notes.ShouldBe(
        [
            "It lapsed with effect from 11 April 2026, 00:00 UTC: losses from then on are not covered, since an instalment was not paid. "
            + "Once all that was due is paid, the insurer can reinstate it before 1 January 2027, 00:00 UTC, for losses from then on.",
        ]);
    }

    [Theory]
    [InlineData(PolicyStatus.Lapsed, 400)]
    [InlineData(PolicyStatus.Expired, 400)]
    public void Lapsed_UntilItsCoverEnded_SaysNothingOfAReinstatement(PolicyStatus status, int day)
    {
        var policy = Lapse(New(), 100);
        policy.Status = status;

        var reported = Words(policy, day);

        reported.Status.ShouldBe("Ended after it had lapsed: an instalment was not paid in time, and losses from 11 April 2026, 00:00 UTC on are not covered.");
        reported.CoverageTitle.ShouldBe("What was covered until 11 April 2026, 00:00 UTC");
        reported.Instalments[^1].Sentence.ShouldEndWith("not paid yet.");
        reported.Notes.ShouldBe(["It lapsed with effect from 11 April 2026, 00:00 UTC: losses from then on are not covered, since an instalment was not paid."]);
    }

    [Fact]
    public void Cancelled_InALapse_EndsWithTheLapse()
    {
        var reported = Words(Cancel(Lapse(New(), 100), 150), 120);

        (reported.Status, reported.CoverageTitle).ShouldBe(("Cancelled: losses from 11 April 2026, 00:00 UTC on are not covered.", "What was covered until 11 April 2026, 00:00 UTC"));
    }

    [Theory]
    [InlineData(10, "not paid yet. Losses are covered once it is paid; if it is not paid by 21 January 2026, 00:00 UTC, the policy can lapse.")]
    [InlineData(30, "not paid. Losses are covered once it is paid; it was to be paid by 21 January 2026, 00:00 UTC, and the policy can lapse.")]
    [InlineData(400, "not paid. Losses are covered once it is paid; it was to be paid by 21 January 2026, 00:00 UTC, and the policy can lapse.")]
    public void Bound_SaysThatNothingIsCoveredBeforeTheFirstPremium(int day, string sentence)
    {
        var policy = New();
        policy.Status = PolicyStatus.Bound;
        policy.Instalments[0] = Part(1, 0, paid: false);

        var reported = Words(policy, day);

        reported.Instalments[0].Sentence.ShouldBe("Instalment 1: 50.00 DKK, due on 1 January 2026, 00:00 UTC, " + sentence);
        reported.CoverageTitle.ShouldBe("What is covered once the first premium is paid");
    }

    [Theory]
    [InlineData(PolicyStatus.Cancelled, "Cancelled: no loss is covered.")]
    [InlineData(PolicyStatus.Expired, "Ended: the first premium was not paid, and no loss is covered.")]
    public void Ended_BeforeAnythingWasPaid_NeverCoveredAnything(PolicyStatus status, string sentence)
    {
        var policy = Cancel(New(), 150);
        policy.Status = status;
        policy.Instalments.Clear();
        if (status == PolicyStatus.Expired)
        {
            policy.Cancellation = null;
            policy.Instalments.Add(Part(1, 0, paid: false));
        }

        foreach (var day in status == PolicyStatus.Cancelled ? [100, 200] : new[] { 400 })
        {
            var reported = Words(policy, day);
            (reported.Status, reported.CoverageTitle, reported.Coverages.Count).ShouldBe((sentence, "", 0));
            reported.Instalments.ShouldAllBe(part => part.Sentence.EndsWith("not paid yet.", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData(PolicyStatus.InForce, 90, "not paid yet. If it is not paid by 11 April 2026, 00:00 UTC, losses after that are not covered.")]
    [InlineData(PolicyStatus.InForce, 120, "not paid. Losses from 11 April 2026, 00:00 UTC on are not covered until it is paid.")]
    [InlineData(PolicyStatus.InForce, 400, "not paid. Losses from 11 April 2026, 00:00 UTC on are not covered until it is paid.")]
    [InlineData(PolicyStatus.Expired, 400, "not paid. Losses from 11 April 2026, 00:00 UTC on are not covered until it is paid.")]
    public void Instalment_NotPaid_SaysWhatFollowsNow(PolicyStatus status, int day, string sentence)
    {
        var policy = New();
        policy.Status = status;
        policy.Instalments.Add(Part(2, 80, paid: false));

        var reported = Words(policy, day);

        reported.Instalments[^1].Sentence.ShouldBe("Instalment 2: 50.00 DKK, due on 22 March 2026, 00:00 UTC, " + sentence);
        if (day == 400)
        {
            reported.Status.ShouldBe("Ended: losses were covered from 1 January 2026, 00:00 UTC until before 11 April 2026, 00:00 UTC.");
        }
    }

    [Theory]
    [InlineData(150, 120, "Instalment 2: 50.00 DKK, due on 21 April 2026, 00:00 UTC, not paid yet. If it is not paid by 11 May 2026, 00:00 UTC, losses after that are not covered.")]
    [InlineData(115, 112, "Instalment 2: 50.00 DKK, due on 21 April 2026, 00:00 UTC, not paid yet.")]
    public void Outstanding_OfACancelledPolicy_EndsCoverOnlyBeforeTheCancellation(int effective, int day, string sentence)
    {
        var policy = Cancel(New(), effective);
        policy.Instalments.Add(Part(2, 110, paid: false));

        Words(policy, day).Instalments[^1].Sentence.ShouldBe(sentence);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void CoolingOff_IsSaidOnlyOfACoverThatHasNotEnded(int day, bool said)
    {
        var policy = New();
        policy.Cover = new Period { Start = At(0), End = At(2) };
        policy.CoolingOffUntil = At(14);

        Words(policy, day).Notes.Any(note => note.Contains("you can cancel", StringComparison.Ordinal)).ShouldBe(said);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void CoolingOff_IsNotSaidOnceAClaimWasApproved(long approved, bool said)
    {
        var policy = New();
        policy.CoolingOffUntil = At(14);
        policy.Limits.Add(new CoverageLimit { CoverageId = "building", Approved = new Money { MinorUnits = approved, Currency = "DKK" } });

        Words(policy, 1).Notes.Any(note => note.Contains("you can cancel", StringComparison.Ordinal)).ShouldBe(said);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(60)]
    public void Change_ThatACancellationForestalls_IsNeitherCountedNorReportedAsMade(int effective)
    {
        var policy = Changed();
        policy.Premium = Premium(110_00, 0, 0, 110_00);
        policy.Changes[0].PremiumBefore = Premium(100_00, 0, 0, 100_00);
        policy.CurrentCoverages.Clear();
        policy.ScheduledCoverages.Clear();

        var reported = Words(Cancel(policy, effective), 50);

        reported.Premium.ShouldBe(
        [
            "The premium is 100.00 DKK in all.",
            "Building costs 100.00 DKK before taxes.",
            "Since the policy was cancelled, 5.00 DKK of it are to be paid in all.",
        ]);
        reported.Notes[0].ShouldBe("It was to be changed with effect from 11 April 2026, 00:00 UTC: an annex. Since it was cancelled, the change never takes effect.");
        reported.Coverages.Select(coverage => coverage.Terms[0]).ShouldBe(["Up to 10,000.00 DKK."]);
    }

    [Fact]
    public void Change_ThatWasInEffectBeforeTheCancellation_IsCounted()
    {
        var reported = Words(Cancel(Changed(), 101), 150);

        reported.Premium.ShouldContain("The change from 11 April 2026, 00:00 UTC on adds 10.00 DKK, with taxes.");
        reported.Notes[0].ShouldStartWith("It was changed with effect from 11 April 2026, 00:00 UTC: an annex.");
    }

    [Theory]
    [InlineData(CancellationMethod.CoolingOff, 0, 100, 0, "It was in the cooling-off time, so that the insurer keeps nothing; 1.00 DKK are refunded.")]
    [InlineData(CancellationMethod.CoolingOff, 0, 0, 0, "It was in the cooling-off time, so that the insurer keeps nothing; nothing is refunded.")]
    [InlineData(CancellationMethod.ProRata, 0, 0, 0, "The insurer keeps nothing; nothing is refunded.")]
    [InlineData(CancellationMethod.ProRata, 100, 0, 0, "The insurer keeps 1.00 DKK, for the part of the time that had passed; nothing is refunded.")]
    [InlineData(CancellationMethod.ShortRate, 300, 0, 200, "The insurer keeps 3.00 DKK, at the product's rate for cancelling early; 2.00 DKK are still to be paid.")]
    public void Cancellation_SaysWhatIsKeptAndRefunded_AndNothingOfNothing(CancellationMethod method, long earned, long refund, long owed, string sentence)
    {
        var policy = Cancel(New(), 100);
        policy.Cancellation.Method = method;
        (policy.Cancellation.Earned, policy.Cancellation.Refund, policy.Cancellation.Outstanding) = (Units(earned), Units(refund), owed == 0 ? null : Units(owed));

        var reported = Words(policy, 50);

        reported.Notes[0].ShouldBe("You cancelled it with effect from 11 April 2026, 00:00 UTC. " + sentence);
        reported.Premium[^1].ShouldBe(earned == 0
            ? "Since the policy was cancelled, nothing of it is to be paid."
            : $"Since the policy was cancelled, {earned / 100}.00 DKK of it are to be paid in all.");
    }

    [Fact]
    public void Premium_OfNothing_IsNotSaidToBeAdded()
    {
        var policy = New();
        policy.Coverages[0].NetPremium = Units(0);

        Words(policy, 50).Premium.ShouldBe(["The premium is 100.00 DKK in all.", "Building costs nothing more."]);
    }

    [Fact]
    public void Renewal_AfterAGap_IsReportedAsBegunOnceItHas()
    {
        var policy = Cancel(New(), 100);
        policy.RenewedBy = "p-2";
        var next = New();
        next.Cover = new Period { Start = At(365), End = At(730) };

        Words(policy, 400, new Neighbours(null, next)).Notes[^1].ShouldBe("Policy p-2 began on 1 January 2027, 00:00 UTC; between the two nothing is covered.");
    }

    private static Money Units(long units) => new() { MinorUnits = units, Currency = "DKK" };

    private static HolderPolicy Words(Policy policy, int day, Neighbours? neighbours = null) =>
        new PolicyWords(policy, Product, neighbours ?? new Neighbours(null, null), SampleBook.English, At(day).ToDateTimeOffset()).Policy();

    private static Policy New() => new()
    {
        PolicyId = "p-1",
        Status = PolicyStatus.InForce,
        Cover = new Period { Start = At(0), End = At(365) },
        Coverages = { Building(10_000) },
        Premium = Premium(100_00, 0, 0, 100_00),
        Instalments = { Part(1, 0, paid: true) },
        Limits = { new CoverageLimit { CoverageId = "building", Remaining = Kroner(10_000) } },
    };

    private static Policy Changed()
    {
        var policy = New();
        policy.CurrentCoverages.Add(Building(10_000));
        policy.Coverages.Clear();
        policy.Coverages.Add([Building(20_000), new CoveragePrice { CoverageId = "contents", SumInsured = Kroner(500) }]);
        policy.ScheduledCoverages.Add(new ScheduledCoverages { EffectiveAt = At(100), Coverages = { policy.Coverages } });
        policy.Changes.Add(Change(100, policy.Premium, Premium(10_00, 0, 0, 10_00)));
        return policy;
    }

    private static Policy Cancel(Policy policy, int effective)
    {
        var cancelled = policy.Clone();
        cancelled.Status = PolicyStatus.Cancelled;
        cancelled.Cancellation = new Cancellation { By = CancelledBy.Holder, EffectiveAt = At(effective), Earned = Kroner(5), Refund = Kroner(95) };
        return cancelled;
    }

    private static Policy Lapse(Policy policy, int day)
    {
        policy.Status = PolicyStatus.Lapsed;
        policy.Instalments.Add(Part(2, day - 20, paid: false));
        policy.Lapses.Add(new LapsePeriod { From = At(day), Lapsed = new Stamp { Time = At(day + 5) } });
        return policy;
    }

    private static Instalment Part(uint number, int due, bool paid) => new()
    {
        Number = number,
        Amount = Kroner(50),
        DueAt = At(due),
        GraceAt = At(due + 20),
        Payment = paid ? new PremiumPayment { Amount = Kroner(50), Recorded = new Stamp { Time = At(due) } } : null,
    };

    private static PolicyChange Change(int day, Premium before, Premium adjustment) => new()
    {
        EffectiveAt = At(day),
        CoveragesBefore = { Building(10_000) },
        PremiumBefore = before,
        Adjustment = adjustment,
        Reason = "an annex",
    };

    private static CoveragePrice Building(long sum) => new() { CoverageId = "building", SumInsured = Kroner(sum), NetPremium = Kroner(100) };

    private static Premium Premium(long net, long surcharge, long tax, long gross) => new()
    {
        Net = new Money { MinorUnits = net, Currency = "DKK" },
        Surcharge = new Money { MinorUnits = surcharge, Currency = "DKK" },
        Taxes = { new TaxAmount { Name = "tax", Amount = new Money { MinorUnits = tax, Currency = "DKK" } } },
        Gross = new Money { MinorUnits = gross, Currency = "DKK" },
    };

    private static decimal Amount(string line)
    {
        var amount = decimal.Parse(Amounts().Match(line).Groups[1].Value, NumberStyles.Number, CultureInfo.InvariantCulture);
        return line.Contains("takes off", StringComparison.Ordinal) ? -amount : amount;
    }

    private static Money Kroner(long amount) => new() { MinorUnits = amount * 100, Currency = "DKK" };

    private static Timestamp At(int day) => Timestamp.FromDateTime(new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc).AddDays(day));

    [GeneratedRegex(@"([\d,]+\.\d\d) DKK")]
    private static partial Regex Amounts();
}
