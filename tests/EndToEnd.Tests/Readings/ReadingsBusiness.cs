namespace EndToEnd.Tests.Readings;

/// <summary>What an insurer sells on readings.</summary>
internal sealed class ReadingsBusiness(ConsortiumFixture fixture)
{
    private readonly string _holderId = fixture.NewId("holder");

    public Oracles.OraclesClient Handler => new(As("claims-handler"));

    public Claims.ClaimsClient Claims => new(As("claims-handler"));

    public async Task<ReadingsBusiness> OpenAsync(Product product)
    {
        await new Products.ProductsClient(As("underwriter")).PublishProductAsync(new PublishProductRequest { RequestId = fixture.NewId("r"), Product = product });
        await new Parties.PartiesClient(As("underwriter")).RegisterPartyAsync(new RegisterPartyRequest
        {
            RequestId = fixture.NewId("r"),
            PartyId = _holderId,
            PersonalData = new PersonalData { FullName = "Ada Lovelace", DateOfBirth = "1815-12-10" },
        });
        return this;
    }

    /// <summary>A product file of the examples, with a digest in place of its terms'.</summary>
    public static Product Example(params string[] path)
    {
        var product = JsonParser.Default.Parse<Product>(File.ReadAllText(Repository.Example(path)));
        product.TermsSha256 = new string('a', 64);
        return product;
    }

    /// <summary>Sells a policy of 1,000 dollars and takes its premium.</summary>
    public async Task<Policy> SellAsync(Product product, string subject, DateTime start, DateTime end)
    {
        var quote = await new Quotes.QuotesClient(As("underwriter")).RequestQuoteAsync(new RequestQuoteRequest
        {
            RequestId = fixture.NewId("r"),
            QuoteId = fixture.NewId("q"),
            ProductId = product.ProductId,
            HolderId = _holderId,
            Cover = new Period { Start = Timestamp.FromDateTime(start), End = Timestamp.FromDateTime(end) },
            Jurisdiction = product.Jurisdictions[0].Jurisdiction,
            ParametricSubject = subject,
            Coverages = { new CoverageSelection { CoverageId = product.Coverages[0].CoverageId, SumInsured = new Money { MinorUnits = 100_000, Currency = "USD" } } },
        });
        var policy = await new Policies.PoliciesClient(As("underwriter")).BindPolicyAsync(
            new BindPolicyRequest { RequestId = fixture.NewId("r"), PolicyId = fixture.NewId("p"), QuoteId = quote.QuoteId });
        return await new Policies.PoliciesClient(As("finance")).RecordPremiumPaymentAsync(new RecordPremiumPaymentRequest
        {
            RequestId = fixture.NewId("r"),
            PolicyId = policy.PolicyId,
            Amount = policy.Premium.Gross,
            Reference = "bank",
        });
    }

    public Grpc.Core.AsyncUnaryCall<Determination> DetermineAsync(Product product, string subject, DateTime from) =>
        Handler.DetermineIndexAsync(new DetermineIndexRequest
        {
            RequestId = fixture.NewId("r"),
            ProductId = product.ProductId,
            ProductVersion = 1,
            Subject = subject,
            From = Timestamp.FromDateTime(from),
        });

    public Grpc.Core.AsyncUnaryCall<SettleEventResponse> SettleAsync(Determination determination) =>
        Handler.SettleEventAsync(new SettleEventRequest { RequestId = fixture.NewId("r"), DeterminationId = determination.DeterminationId });

    private Grpc.Core.ChannelBase As(string role) => fixture.Consortium.Channel(TestConsortium.Aurora, role);
}
