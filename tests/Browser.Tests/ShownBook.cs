using Google.Protobuf.WellKnownTypes;
using Insurance.Gateway.Tests.Support;
using Insurance.V1;

namespace Browser.Tests;

/// <summary>A house in Denmark and one in China, each with a claim that was paid and one that a person looks at. Invented.</summary>
internal static class ShownBook
{
    private const string Digest = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0bb822cd15d6c15b0f00a0";

    public static string PolicyOf(string language) => language.StartsWith("zh", StringComparison.Ordinal) ? "P-2026-3301" : "P-2026-0471";

    public static void Answer(FakeLedger ledger)
    {
        ledger.Answer("GetPolicy", call => Policy(FakeLedger.Request<GetPolicyRequest>(call).PolicyId));
        ledger.Answer("GetProduct", call => Product(FakeLedger.Request<GetProductRequest>(call).ProductId));
        ledger.Answer("ListClaims", call => Claims(FakeLedger.Request<ListClaimsRequest>(call).PolicyId));
    }

    private static bool IsChinese(string id) => id == PolicyOf("zh") || id == "jia-cai";

    private static Policy Policy(string id)
    {
        var currency = Currency(id);
        return new Policy
        {
            PolicyId = id,
            ProductId = IsChinese(id) ? "jia-cai" : "house",
            ProductVersion = 1,
            InsurerMspId = GatewayServer.MspId,
            Jurisdiction = IsChinese(id) ? "CN" : "DK",
            Status = PolicyStatus.InForce,
            TermsSha256 = Digest,
            Cover = new Period { Start = At(0), End = At(4 * 365) },
            Coverages = { Price(currency) },
            CurrentCoverages = { Price(currency) },
            Premium = new Premium { Net = Of(2_400, currency), Taxes = { new TaxAmount { Name = IsChinese(id) ? "增值税" : "Insurance tax", Amount = Of(26, currency) } }, Gross = Of(2_426, currency) },
            Instalments = { new Instalment { Number = 1, Amount = Of(2_426, currency), DueAt = At(0), GraceAt = At(21), Payment = new PremiumPayment { Amount = Of(2_426, currency), Recorded = Stamp(1) } } },
            Limits = { new CoverageLimit { CoverageId = "building", Approved = Of(18_500, currency), Remaining = Of(981_500, currency) } },
        };
    }

    private static Product Product(string id)
    {
        var currency = Currency(id);
        return new Product
        {
            ProductId = id,
            Version = 1,
            Name = IsChinese(id) ? "家庭财产保险" : "House insurance",
            Currency = currency,
            ClaimConditions = new ClaimConditions { NotificationDays = 30, RequiredEvidence = { Evidence(id) } },
            Coverages =
            {
                new Coverage
                {
                    CoverageId = "building",
                    Name = IsChinese(id) ? "房屋主体" : "Building",
                    CoveredCauses = { IsChinese(id) ? ["火灾", "台风", "暴雨"] : ["fire", "windstorm", "escape of water"] },
                    Deductible = new Deductible { Kind = DeductibleKind.Percentage, RatePpm = 100_000, Minimum = Of(500, currency), Maximum = Of(5_000, currency) },
                    WaitingDays = 10,
                },
            },
        };
    }

    private static ListClaimsResponse Claims(string policyId)
    {
        var (chinese, currency) = (IsChinese(policyId), Currency(policyId));
        var paid = Claim("C-2026-0112", policyId, ClaimStatus.Paid, 40, chinese ? "厨房起火" : "Fire in the kitchen");
        paid.Decisions.Add(new Decision
        {
            Outcome = Outcome.Approve,
            Automatic = true,
            Decided = Stamp(42),
            ApprovedAmount = Of(18_500, currency),
            Conditions = { Conditions(policyId, seen: true) },
            AmountSteps = { Step("claimed", 20_500, currency), Step("deductible", 18_500, currency), new AmountStep { Step = "total", Amount = Of(18_500, currency) } },
        });
        paid.Payments.Add(new Payment { Amount = Of(18_500, currency), Reference = "SEPA-88120-4471", Paid = Stamp(42), ElapsedMilliseconds = 740 });
        var open = Claim("C-2026-0398", policyId, ClaimStatus.Referred, 190, chinese ? "台风损坏屋顶" : "Roof after the windstorm");
        open.Decisions.Add(new Decision { Outcome = Outcome.Refer, Automatic = true, Decided = Stamp(191), Conditions = { Conditions(policyId, seen: false) } });
        return new ListClaimsResponse { Claims = { paid, open } };
    }

    private static IEnumerable<ConditionResult> Conditions(string policyId, bool seen)
    {
        var (causes, kinds) = (IsChinese(policyId) ? "火灾, 台风, 暴雨" : "fire, windstorm, escape of water", string.Join(", ", Evidence(policyId)));
        yield return Met("LOSS_INSIDE_COVER", "the policy covers losses from 2026-01-01 11:00 UTC until before 2029-12-31 11:00 UTC", seen ? "2026-02-10 11:00 UTC" : "2026-07-10 11:00 UTC");
        yield return Met("CAUSE_COVERED", $"building covers: {causes}", causes.Split(", ")[seen ? 0 : 1]);
        yield return Met("WAITING_PERIOD", "the loss under building happened after a waiting period of 10 days, at 2026-01-11 11:00 UTC or later", seen ? "2026-02-10 11:00 UTC" : "2026-07-10 11:00 UTC");
        yield return seen
            ? Met("EVIDENCE_COMPLETE", $"evidence of each kind: {kinds}", kinds)
            : new ConditionResult { Code = "EVIDENCE_COMPLETE", Requirement = $"evidence of each kind: {kinds}", Observed = $"{kinds.Split(", ")[0]}; missing: {kinds.Split(", ")[1]}", Consequence = Outcome.Refer };
        yield return Met("NO_FRAUD_SIGNAL", "no fraud signal", "no signal");
    }

    private static ConditionResult Met(string code, string requirement, string observed) => new() { Code = code, Requirement = requirement, Observed = observed, Met = true };

    private static string[] Evidence(string id) => IsChinese(id) ? ["现场照片", "维修发票"] : ["photo", "repair-invoice"];

    private static Claim Claim(string id, string policyId, ClaimStatus status, int day, string loss) => new()
    {
        ClaimId = id,
        PolicyId = policyId,
        InsurerMspId = GatewayServer.MspId,
        Status = status,
        LossId = loss,
        Cause = IsChinese(policyId) ? (day < 100 ? "火灾" : "台风") : day < 100 ? "fire" : "windstorm",
        OccurredAt = At(day),
        Submitted = Stamp(day + 2),
        Losses = { new Loss { CoverageId = "building", Amount = Of(day < 100 ? 20_500 : 46_000, Currency(policyId)) } },
        Evidence = { new Evidence { Kind = Evidence(policyId)[0], Sha256 = Digest } },
    };

    private static CoveragePrice Price(string currency) =>
        new() { CoverageId = "building", SumInsured = Of(1_000_000, currency), NetPremium = Of(2_400, currency), InsuredSince = At(0) };

    private static AmountStep Step(string step, long amount, string currency) => new() { Step = step, Amount = Of(amount, currency), CoverageId = "building" };

    private static string Currency(string id) => IsChinese(id) ? "CNY" : "DKK";

    private static Money Of(long amount, string currency) => new() { MinorUnits = amount * 100, Currency = currency };

    private static Timestamp At(int day) => Timestamp.FromDateTime(new DateTime(2026, 1, 1, 11, 0, 0, DateTimeKind.Utc).AddDays(day));

    private static Stamp Stamp(int day) => new() { TransactionId = new string('7', 64), Time = At(day), MspId = GatewayServer.MspId, Actor = "ann" };
}
