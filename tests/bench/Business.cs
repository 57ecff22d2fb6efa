using Google.Protobuf.WellKnownTypes;

namespace Insurance.Bench;

/// <summary>The requests of the benchmarks: one property product, policies and claims that are unrelated to each other.</summary>
internal static class Business
{
    public const string Product = "bench-property";
    public const string Parametric = "bench-delay";
    private const string Delay = "delay";
    private const string Building = "building";
    private const string Currency = "DKK";
    private static readonly DateTime Today = DateTime.UtcNow.Date;

    public static PublishProductRequest PublishProduct() => new()
    {
        RequestId = "bench-publish",
        Product = new Product
        {
            ProductId = Product,
            Version = 1,
            Name = "Bench property",
            LineOfBusiness = "property",
            Currency = Currency,
            TermsSha256 = new string('a', 64),
            Tariff = new Tariff { RateBasis = RateBasis.ForCover, MinimumPremium = Kroner(100) },
            Coverages =
            {
                new Coverage
                {
                    CoverageId = Building,
                    Name = "Building",
                    RatePpm = 10_000,
                    MinimumSumInsured = Kroner(10_000),
                    MaximumSumInsured = Kroner(10_000_000),
                    CoveredCauses = { "fire" },
                    Deductible = new Deductible { Kind = DeductibleKind.Fixed, Amount = Kroner(1_000) },
                },
            },
            Jurisdictions = { new JurisdictionTerms { Jurisdiction = "DK", GraceDays = 21 } },
            ClaimConditions = new ClaimConditions { StraightThroughLimit = Kroner(1_000_000) },
            Limits = new UnderwritingLimits
            {
                QuoteValiditySeconds = 86_400,
                MaximumBackdatingDays = 400,
            },
        },
    };

    public static PublishProductRequest PublishParametric() => new()
    {
        RequestId = "bench-publish-parametric",
        Product = new Product
        {
            ProductId = Parametric,
            Version = 1,
            Name = "Bench flight delay",
            LineOfBusiness = "flight-delay",
            Currency = Currency,
            TermsSha256 = new string('b', 64),
            Tariff = new Tariff { RateBasis = RateBasis.ForCover },
            Coverages = { new Coverage { CoverageId = Delay, Name = "Delay", RatePpm = 50_000, MaximumSumInsured = Kroner(1_000) } },
            Jurisdictions = { new JurisdictionTerms { Jurisdiction = "DK" } },
            ParametricTrigger = new ParametricTrigger
            {
                Index = FlightOracle.Index,
                Unit = "min",
                Comparison = Comparison.AtLeast,
                Steps = { new PayoutStep { Threshold = 60, PayoutPpm = 250_000 }, new PayoutStep { Threshold = 180, PayoutPpm = 1_000_000 } },
                MaximumReadingAgeSeconds = 30 * 86_400,
            },
            Limits = new UnderwritingLimits { QuoteValiditySeconds = 86_400, MaximumBackdatingDays = 400 },
        },
    };

    public static RegisterPartyRequest Holder() => new()
    {
        RequestId = "bench-holder",
        PartyId = "bench-holder",
        PersonalData = new PersonalData { FullName = "Bench Holder", DateOfBirth = "1980-01-01", Email = "bench@example.com" },
    };

    public static RequestQuoteRequest Quote(string series, int number) => Quote(series, $"{number}");

    /// <summary>A quote whose number may be a placeholder.</summary>
    public static RequestQuoteRequest Quote(string series, string number) => new()
    {
        RequestId = $"q-{series}-{number}",
        QuoteId = $"q-{series}-{number}",
        ProductId = Product,
        ProductVersion = 1,
        HolderId = "bench-holder",
        Cover = new Period { Start = At(Today.AddDays(-30)), End = At(Today.AddDays(335)) },
        Coverages = { new CoverageSelection { CoverageId = Building, SumInsured = Kroner(1_000_000) } },
        Jurisdiction = "DK",
    };

    /// <summary>Properties in one transaction: those from a number on.</summary>
    public static SellPoliciesRequest Sell(string series, int first, int count)
    {
        var request = new SellPoliciesRequest { RequestId = $"s-{series}-{first}" };
        for (var number = first; number < first + count; number++)
        {
            var quote = Quote(series, number);
            request.Sales.Add(new Sale
            {
                QuoteId = quote.QuoteId,
                PolicyId = $"p-{series}-{number}",
                ProductId = Product,
                ProductVersion = 1,
                HolderId = quote.HolderId,
                Cover = quote.Cover,
                Coverages = { quote.Coverages },
                Jurisdiction = quote.Jurisdiction,
            });
        }

        return request;
    }

    /// <summary>Covers of one flight, their premiums received with the sale.</summary>
    public static SellPoliciesRequest SellCovers(string subject, int first, int count)
    {
        var request = new SellPoliciesRequest { RequestId = $"s-{subject}-{first}" };
        for (var number = first; number < first + count; number++)
        {
            request.Sales.Add(new Sale
            {
                QuoteId = $"q-{subject}-{number}",
                PolicyId = $"p-{subject}-{number}",
                ProductId = Parametric,
                ProductVersion = 1,
                HolderId = "bench-holder",
                Cover = new Period { Start = At(Today.AddDays(-30)), End = At(Today.AddDays(335)) },
                Coverages = { new CoverageSelection { CoverageId = Delay, SumInsured = Kroner(500) } },
                Jurisdiction = "DK",
                ParametricSubject = subject,
                Receipt = new PremiumReceipt { Amount = Kroner(25), Reference = "bench" },
            });
        }

        return request;
    }

    public static BindPolicyRequest Bind(string series, int number) => new()
    {
        RequestId = $"b-{series}-{number}",
        PolicyId = $"p-{series}-{number}",
        QuoteId = $"q-{series}-{number}",
    };

    public static RecordPremiumPaymentRequest Premium(string series, int number) => new()
    {
        RequestId = $"m-{series}-{number}",
        PolicyId = $"p-{series}-{number}",
        Amount = Kroner(10_000),
        Reference = "bench",
    };

    public static SubmitClaimRequest Claim(string series, int number) => new()
    {
        RequestId = $"c-{series}-{number}",
        ClaimId = $"c-{series}-{number}",
        PolicyId = $"p-{series}-{number}",
        LossId = $"l-{series}-{number}",
        Cause = "fire",
        OccurredAt = At(Today.AddDays(-1)),
        Losses = { new Loss { CoverageId = Building, Amount = Kroner(50_000) } },
    };

    private static Money Kroner(long amount) => new() { MinorUnits = amount * 100, Currency = Currency };

    private static Timestamp At(DateTime time) => Timestamp.FromDateTime(DateTime.SpecifyKind(time, DateTimeKind.Utc));
}
