using Google.Protobuf.WellKnownTypes;

namespace Insurance.Gateway.Tests.Holder;

/// <summary>A policy with a paid claim and one under a fraud signal, as the ledger answers them.</summary>
internal static class SampleBook
{
    public const string Terms = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0bb822cd15d6c15b0f00a0";

    /// <summary>Names of staff, and what handlers and insurers say among themselves.</summary>
    public static IReadOnlyList<string> NotForTheHolder { get; } =
        ["ann.insurer", "ben.insurer", "smells of fraud", "OtherMSP", "c-elsewhere", "a reserve for lawyers", "the neighbour's insurer"];

    public static PlainWords English { get; } = new(HolderLanguage.English, HolderZone.Known["UTC"]);

    public static PlainWords Chinese { get; } = new(HolderLanguage.SimplifiedChinese, HolderZone.Known[HolderZone.Beijing]);

    public static void Answer(FakeLedger ledger)
    {
        ledger.Answer("GetPolicy", call => Policy(FakeLedger.Request<GetPolicyRequest>(call).PolicyId));
        ledger.Answer("GetProduct", Product());
        ledger.Answer("GetClaim", call => FakeLedger.Request<GetClaimRequest>(call).ClaimId == "c-2" ? Referred() : Paid());
        ledger.Answer("ListClaims", new ListClaimsResponse { Claims = { Referred(), Paid() } });
    }

    public static Policy Policy(string id, string jurisdiction = "") => new()
    {
        PolicyId = id,
        Jurisdiction = jurisdiction,
        ProductId = "house",
        ProductVersion = 1,
        InsurerMspId = GatewayServer.MspId,
        HolderId = "holder-1",
        Status = PolicyStatus.InForce,
        TermsSha256 = Terms,
        Cover = new Period { Start = At(1), End = At(366) },
        Coverages = { new CoveragePrice { CoverageId = "building", SumInsured = Kroner(100_000), NetPremium = Kroner(250), InsuredSince = At(1) } },
        Premium = new Premium { Net = Kroner(250), Taxes = { new TaxAmount { Name = "insurance tax", Amount = Kroner(2) } }, Gross = Kroner(252) },
        Instalments =
        {
            new Instalment { Number = 1, Amount = Kroner(126), DueAt = At(1), GraceAt = At(22), Payment = new PremiumPayment { Amount = Kroner(126), Recorded = Stamp(1) } },
            new Instalment { Number = 2, Amount = Kroner(126), DueAt = At(180), GraceAt = At(201) },
        },
        CurrentCoverages = { new CoveragePrice { CoverageId = "building", SumInsured = Kroner(100_000), NetPremium = Kroner(250), InsuredSince = At(1) } },
        Limits = { new CoverageLimit { CoverageId = "building", Approved = Kroner(400), Remaining = Kroner(99_600) } },
    };

    /// <summary>The policy with twice the sum in a hundred years, and a renewal.</summary>
    public static Policy Changed()
    {
        var policy = Policy("p-1");
        var later = new Timestamp(At(1)) { Seconds = new DateTimeOffset(2126, 1, 1, 12, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds() };
        policy.Cover.End = new Timestamp(later) { Seconds = later.Seconds + 86_400 };
        policy.RenewedBy = "p-next";
        policy.Changes.Add(new PolicyChange
        {
            EffectiveAt = later,
            CoveragesBefore = { policy.Coverages },
            PremiumBefore = policy.Premium,
            Adjustment = new Premium { Net = Kroner(48), Gross = Kroner(48) },
            Reason = "an annex",
        });
        policy.Coverages[0] = new CoveragePrice(policy.Coverages[0]) { SumInsured = Kroner(200_000), NetPremium = Kroner(500) };
        policy.Premium = new Premium(policy.Premium) { Net = Kroner(298), Gross = Kroner(300) };
        policy.ScheduledCoverages.Add(new ScheduledCoverages { EffectiveAt = later, Coverages = { policy.Coverages } });
        return policy;
    }

    /// <summary>What was to continue it.</summary>
    public static Policy CancelledRenewal()
    {
        var next = Policy("p-next");
        next.Status = PolicyStatus.Cancelled;
        next.CurrentCoverages.Clear();
        next.Cancellation = new Cancellation { By = CancelledBy.Holder, EffectiveAt = next.Cover.Start, Earned = Kroner(0) };
        return next;
    }

    /// <summary>A claim that was paid, reopened for more, and then declined, with conditions as programs read them.</summary>
    public static Claim DeclinedAfterPayment()
    {
        var claim = Paid();
        claim.Status = ClaimStatus.Declined;
        claim.Decisions.Add(new Decision
        {
            Outcome = Outcome.Decline,
            Automatic = true,
            Decided = Stamp(40),
            Conditions =
            {
                new ConditionResult { Code = "FIELDS_COMPLETE", Requirement = "stated: none", Observed = "missing: none", Met = true },
                new ConditionResult { Code = "RUN_LONG_ENOUGH", Requirement = "temperature above 80 0.1 C for at least 1800 s, samples at most 600 s apart", Observed = "2400 s, up to 88 0.1 C", Met = true },
                new ConditionResult { Code = "NOTIFICATION_TIME", Requirement = "no limit to the time of notification", Observed = "2026-01-19T12:00:00.123456789Z", Met = true },
            },
        });
        return claim;
    }

    private static Product Product() => new()
    {
        ProductId = "house",
        Version = 1,
        Name = "House <& garden>",
        Currency = "DKK",
        ClaimConditions = new ClaimConditions { NotificationDays = 30, RequiredEvidence = { "photo", "bill" } },
        Coverages =
        {
            new Coverage
            {
                CoverageId = "building",
                Name = "Building",
                CoveredCauses = { "fire", "storm" },
                Deductible = new Deductible { Kind = DeductibleKind.Fixed, Amount = Kroner(100) },
                WaitingDays = 10,
            },
        },
    };

    private static Claim Paid()
    {
        var claim = Begun("c-1");
        claim.Status = ClaimStatus.Paid;
        claim.Reserves.Add(new Reserve { Amount = Kroner(500), Reason = "a reserve for lawyers", Set = Stamp(20) });
        claim.Recoveries.Add(new Recovery { Kind = RecoveryKind.Subrogation, Amount = Kroner(10), Reference = "the neighbour's insurer" });
        claim.Decisions.Add(new Decision { Outcome = Outcome.Refer, Reason = "smells of fraud", ReasonCode = "REFERRED_BY_HANDLER", Decided = Stamp(21) });
        claim.Decisions.Add(new Decision
        {
            Outcome = Outcome.Approve,
            Reason = "the expert agrees",
            Decided = Stamp(22),
            Confirmed = Stamp(23),
            ApprovedAmount = Kroner(400),
            AmountSteps = { Step("claimed", 500), Step("deductible", 400), new AmountStep { Step = "decided", Amount = Kroner(400) } },
        });
        claim.Payments.Add(new Payment { Amount = Kroner(400), Reference = "bank 1", Paid = Stamp(23), ElapsedMilliseconds = 3 * 86_400_000L });
        return claim;
    }

    private static Claim Referred()
    {
        var claim = Begun("c-2");
        claim.Status = ClaimStatus.Referred;
        claim.Signals.Add(new FraudSignal { Code = "SAME_LOSS_OTHER_INSURER", Explanation = "the same loss was part of claim c-elsewhere with OtherMSP" });
        claim.Decisions.Add(new Decision
        {
            Outcome = Outcome.Refer,
            Automatic = true,
            ReasonCode = "NO_FRAUD_SIGNAL",
            Decided = Stamp(20),
            Conditions =
            {
                new ConditionResult { Code = "CAUSE_COVERED", Requirement = "building covers: fire, storm", Observed = "fire", Met = true },
                new ConditionResult { Code = "NO_FRAUD_SIGNAL", Requirement = "no fraud signal", Observed = "SAME_LOSS_OTHER_INSURER", Consequence = Outcome.Refer },
            },
        });
        return claim;
    }

    private static Claim Begun(string id) => new()
    {
        ClaimId = id,
        PolicyId = "p-1",
        InsurerMspId = GatewayServer.MspId,
        LossId = "fire in the kitchen",
        Cause = "fire",
        OccurredAt = At(19),
        Submitted = Stamp(20),
        AmountClaimed = Kroner(500),
        Losses = { new Loss { CoverageId = "building", Amount = Kroner(500) } },
        Evidence = { new Evidence { Kind = "photo", Sha256 = Terms } },
    };

    private static AmountStep Step(string step, long amount) => new() { Step = step, Amount = Kroner(amount), CoverageId = "building" };

    private static Money Kroner(long amount) => new() { MinorUnits = amount * 100, Currency = "DKK" };

    private static Timestamp At(int day) => Timestamp.FromDateTime(new DateTime(2026, 1, 1, 12, 0, 0, DateTimeKind.Utc).AddDays(day - 1));

    private static Stamp Stamp(int day) => new() { TransactionId = new string('7', 64), Time = At(day), MspId = GatewayServer.MspId, Actor = day % 2 == 0 ? "ann.insurer" : "ben.insurer" };
}
