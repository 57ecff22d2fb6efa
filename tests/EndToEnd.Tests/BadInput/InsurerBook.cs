namespace EndToEnd.Tests.BadInput;

/// <summary>A small property business of one insurer: what bad input needs to be bad about.</summary>
internal sealed class InsurerBook(ConsortiumFixture fixture, string mspId = TestConsortium.Aurora)
{
    private const string Building = "building";

    public static readonly DateTime Start = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    public string ProductId { get; } = fixture.NewId("house");

    public string HolderId { get; } = fixture.NewId("holder");

    public Quotes.QuotesClient Quotes => new(As("underwriter"));

    public Policies.PoliciesClient Policies => new(As("underwriter"));

    public Claims.ClaimsClient Claims => new(As("claims-handler"));

    public static Loss Loss(Money amount) => new() { CoverageId = Building, Amount = amount };

    public static Money Dollars(long amount) => new() { MinorUnits = amount * 100, Currency = "USD" };

    public static Timestamp Day(int days) => Timestamp.FromDateTime(Start.AddDays(days));

    /// <param name="straightThroughLimit">Null: all that the product insures.</param>
    /// <param name="alter">What else is to be other in the product.</param>
    public async Task<InsurerBook> OpenAsync(Money? straightThroughLimit = null, Action<Product>? alter = null)
    {
        var product = NewProduct(straightThroughLimit);
        alter?.Invoke(product.Product);
        await new Products.ProductsClient(As("underwriter")).PublishProductAsync(product);
        await new Parties.PartiesClient(As("underwriter")).RegisterPartyAsync(new RegisterPartyRequest
        {
            RequestId = fixture.NewId("r"),
            PartyId = HolderId,
            PersonalData = new PersonalData { FullName = "Ada Lovelace", DateOfBirth = "1815-12-10" },
        });
        return this;
    }

    public PublishProductRequest NewProduct(Money? straightThroughLimit = null) => new()
    {
        RequestId = fixture.NewId("r"),
        Product = new Product
        {
            ProductId = ProductId,
            Version = 1,
            Name = "House",
            LineOfBusiness = "property",
            Currency = "USD",
            TermsSha256 = new string('a', 64),
            Tariff = new Tariff { RateBasis = RateBasis.ForCover, MinimumPremium = Dollars(1) },
            Coverages =
            {
                new Coverage { CoverageId = Building, Name = "Building", RatePpm = 10_000, MaximumSumInsured = Dollars(1_000_000), CoveredCauses = { "fire" } },
            },
            Jurisdictions = { new JurisdictionTerms { Jurisdiction = "US", GraceDays = 30 } },
            ClaimConditions = new ClaimConditions { StraightThroughLimit = straightThroughLimit ?? Dollars(1_000_000) },
            Limits = new UnderwritingLimits
            {
                QuoteValiditySeconds = 3600,
                MaximumBackdatingDays = 20_000,
            },
        },
    };

    public RequestQuoteRequest Quote(Money? sum = null) => new()
    {
        RequestId = fixture.NewId("r"),
        QuoteId = fixture.NewId("q"),
        ProductId = ProductId,
        HolderId = HolderId,
        Cover = new Period { Start = Day(0), End = Day(365) },
        Coverages = { new CoverageSelection { CoverageId = Building, SumInsured = sum ?? Dollars(10_000) } },
        Jurisdiction = "US",
    };

    /// <summary>A claim that waits for a person, where the straight-through limit is below its amount.</summary>
    public async Task<Claim> ReferredClaimAsync()
    {
        var claim = await Claims.SubmitClaimAsync(Claim(await BindAsync(), Dollars(100)));
        claim.Status.ShouldBe(ClaimStatus.Referred, "the claim is over the straight-through limit");
        return claim;
    }

    public async Task<Policy> BindAsync(bool paid = true)
    {
        var quote = await Quotes.RequestQuoteAsync(Quote());
        var policy = await Policies.BindPolicyAsync(new BindPolicyRequest
        {
            RequestId = fixture.NewId("r"),
            PolicyId = fixture.NewId("p"),
            QuoteId = quote.QuoteId,
        });
        return paid ? await new Policies.PoliciesClient(As("finance")).RecordPremiumPaymentAsync(Premium(policy, policy.Premium.Gross)) : policy;
    }

    public RecordPremiumPaymentRequest Premium(Policy policy, Money amount) => new()
    {
        RequestId = fixture.NewId("r"),
        PolicyId = policy.PolicyId,
        Amount = amount,
        Reference = "bank",
    };

    public SubmitClaimRequest Claim(Policy policy, Money? amount = null, string? loss = null, int day = 30) => new()
    {
        RequestId = fixture.NewId("r"),
        ClaimId = fixture.NewId("c"),
        PolicyId = policy.PolicyId,
        LossId = loss ?? fixture.NewId("loss"),
        Cause = "fire",
        OccurredAt = Day(day),
        Losses = { Loss(amount ?? Dollars(100)) },
    };

    public ChannelBase As(string role) => fixture.Consortium.Channel(mspId, role);
}
