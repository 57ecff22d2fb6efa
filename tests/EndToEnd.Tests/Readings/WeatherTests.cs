namespace EndToEnd.Tests.Readings;

/// <summary>A dry-spell cover on a year of real weather, reported by three gauges in batches, through the gateway.</summary>
[Collection(ConsortiumFixture.Collection)]
public sealed class WeatherTests(ConsortiumFixture fixture)
{
    private readonly string _subject = fixture.NewId("Seattle");
    private readonly string _run = fixture.NewId("g");
    private static readonly DateTime Start = new(2015, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    [Fact]
    public async Task DrySpell_AYearOfSeattle_PaysTheGoldenAmountsAndIsThenNotCorrected()
    {
        // The demo, on the same ledger, sells the product under its own name and has its own gauges.
        var product = ReadingsBusiness.Example("weather", "products", "AuroraMSP.json");
        product.ProductId = fixture.NewId("dry-spell");
        var gauges = product.ParametricTrigger.Oracles.Select(gauge => $"{gauge}-{_run}").ToList();
        product.ParametricTrigger.Oracles.Clear();
        product.ParametricTrigger.Oracles.AddRange(gauges);
        var business = await new ReadingsBusiness(fixture).OpenAsync(product);
        var policy = await business.SellAsync(product, _subject, Start, Start.AddDays(364));
        using var a = await GaugeAsync("gauge-a", rain => rain);
        using var b = await GaugeAsync("gauge-b", rain => rain > 0 ? rain + 3 : rain);
        using var c = await GaugeAsync("gauge-c", rain => rain * 11 / 10, silentFrom: new DateTime(2015, 7, 1), days: 10);

        var settled = new List<string>();
        foreach (var golden in File.ReadLines(Repository.Example("weather", "golden.csv")).Where(line => line.StartsWith("dry-spell,2015", StringComparison.Ordinal)))
        {
            var from = DateTime.SpecifyKind(DateTime.Parse(golden.Split(',')[1], CultureInfo.InvariantCulture), DateTimeKind.Utc);
            var determination = await business.DetermineAsync(product, _subject, from);
            var page = await business.SettleAsync(determination);
            page.Claims.ShouldAllBe(claim => claim.PolicyId == policy.PolicyId);
            var paid = page.Claims.Sum(claim => claim.Amount.MinorUnits);
            settled.Add(string.Create(
                CultureInfo.InvariantCulture, $"dry-spell,{from:yyyy-MM-dd},{determination.Values.Count(value => value.Counted)},{determination.Value},{paid}"));
            settled[^1].ShouldBe(golden);
        }

        settled.Count.ShouldBe(4);
        await a.PublishAsync(Start, Start.AddDays(1), [(Start, 1)]).ShouldBeRefusedAsync(StatusCode.AlreadyExists, "READINGS_OVERLAP");
        await a.PublishAsync(Start, Start.AddDays(1), [(Start, 1)], correction: true).ShouldBeRefusedAsync(StatusCode.FailedPrecondition, "SETTLEMENT_BEGUN");
        await business.DetermineAsync(product, _subject, Start).ShouldBeRefusedAsync(StatusCode.FailedPrecondition, "SETTLEMENT_BEGUN");
    }

    private async Task<SignedSource> GaugeAsync(string id, Func<long, long> sees, DateTime silentFrom = default, int days = 0)
    {
        var source = await new SignedSource(fixture, $"{id}-{_run}", "daily-precipitation", "0.1 mm", _subject).RegisterAsync(0, 5_000);
        var samples = File.ReadLines(Repository.Example("weather", "seattle-weather.csv"))
            .Select(line => line.Split(','))
            .Where(row => row[0].StartsWith("2015-", StringComparison.Ordinal))
            .Select(row => (At: DateTime.SpecifyKind(DateTime.Parse(row[0], CultureInfo.InvariantCulture), DateTimeKind.Utc),
                Value: sees((long)(decimal.Parse(row[1], CultureInfo.InvariantCulture) * 10))))
            .Where(sample => sample.At < silentFrom || sample.At >= silentFrom.AddDays(days))
            .ToList();
        var published = await source.PublishAsync(Start, Start.AddDays(365), samples);
        published.Samples.ShouldBe((uint)samples.Count);
        return source;
    }
}
