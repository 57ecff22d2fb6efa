namespace EndToEnd.Tests.Running;

/// <summary>Sells covers of one subject in bulk: 500 dollars each, half of it paid from 60 minutes on, all from 180.</summary>
public sealed class CoverSales(ConsortiumFixture fixture)
{
    private const int AtOnce = 200;

    public static Money Premium { get; } = InsurerBook.Dollars(25);

    public string ProductId { get; } = fixture.NewId("covers");

    public string Subject { get; } = fixture.NewId("flight");

    private Policies.PoliciesClient Policies => new(fixture.Consortium.Channel(TestConsortium.Aurora, "underwriter"));

    /// <summary>Opens the product and registers the holder.</summary>
    public async Task<CoverSales> OpenAsync()
    {
        await new Products.ProductsClient(fixture.Consortium.Channel(TestConsortium.Aurora, "underwriter")).PublishProductAsync(new PublishProductRequest
        {
            RequestId = fixture.NewId("r"),
            Product = new Product
            {
                ProductId = ProductId,
                Version = 1,
                Name = "Delay",
                LineOfBusiness = "flight-delay",
                Currency = "USD",
                TermsSha256 = new string('d', 64),
                Tariff = new Tariff { RateBasis = RateBasis.ForCover },
                Coverages = { new Coverage { CoverageId = "delay", Name = "Delay", RatePpm = 50_000, MaximumSumInsured = InsurerBook.Dollars(500) } },
                Jurisdictions = { new JurisdictionTerms { Jurisdiction = "US" } },
                ParametricTrigger = new ParametricTrigger
                {
                    Index = TestOracle.Index,
                    Unit = TestOracle.Unit,
                    Comparison = Comparison.AtLeast,
                    Steps = { new PayoutStep { Threshold = 60, PayoutPpm = 500_000 }, new PayoutStep { Threshold = 180, PayoutPpm = 1_000_000 } },
                    MaximumReadingAgeSeconds = 86_400,
                },
                Limits = new UnderwritingLimits { QuoteValiditySeconds = 3_600, MaximumBackdatingDays = 20_000 },
            },
        });
        await new Parties.PartiesClient(fixture.Consortium.Channel(TestConsortium.Aurora, "underwriter")).RegisterPartyAsync(new RegisterPartyRequest
        {
            RequestId = fixture.NewId("r"),
            PartyId = ProductId,
            PersonalData = new PersonalData { FullName = "Ada Lovelace", DateOfBirth = "1815-12-10" },
        });
        return this;
    }

    /// <summary>Sells so many, their premiums received; policies are named by the subject and a number from 0.</summary>
    public async Task SellAsync(int policies)
    {
        for (var first = 0; first < policies; first += AtOnce)
        {
            await Policies.SellPoliciesAsync(Request(first, Math.Min(AtOnce, policies - first)));
        }
    }

    public SellPoliciesRequest Request(int first, int count)
    {
        var request = new SellPoliciesRequest { RequestId = fixture.NewId("r") };
        for (var number = first; number < first + count; number++)
        {
            request.Sales.Add(new Sale
            {
                QuoteId = $"{Subject}-{number}",
                PolicyId = $"{Subject}-{number}",
                ProductId = ProductId,
                HolderId = ProductId,
                Cover = new Period { Start = InsurerBook.Day(0), End = InsurerBook.Day(3_650) },
                Coverages = { new CoverageSelection { CoverageId = "delay", SumInsured = InsurerBook.Dollars(500) } },
                Jurisdiction = "US",
                ParametricSubject = Subject,
                Receipt = new PremiumReceipt { Amount = Premium, Reference = "till" },
            });
        }

        return request;
    }
}
