using System.Net.Http.Json;

namespace EndToEnd.Tests.Readings;

/// <summary>Devices that watch the object of one policy.</summary>
[Collection(ConsortiumFixture.Collection)]
public sealed class DeviceTests(ConsortiumFixture fixture)
{
    private const string Index = "water-level";
    private const string Unit = "mm";
    private readonly string _subject = fixture.NewId("cellar");

    [Fact]
    public async Task LeakSensor_WaterForTwoMinutes_OpensAClaimThatAHandlerDecides()
    {
        var (business, sensor) = await WatchedAsync(Outcome.Refer);
        using var owned = sensor;
        var until = Now();
        // A thousand samples, one a second: water in the last 180.
        var published = await sensor.PublishAsync(
            until.AddSeconds(-1_000), until, Enumerable.Range(0, 1_000).Select(second => (until.AddSeconds(second - 1_000), second < 820 ? 0L : 12)));

        published.Samples.ShouldBe(1_000u);
        var opened = published.Claims.ShouldHaveSingleItem();
        opened.Status.ShouldBe(ClaimStatus.Referred);
        opened.Reserves.ShouldHaveSingleItem().Amount.MinorUnits.ShouldBe(25_000);
        await business.Claims.DecideClaimAsync(new DecideClaimRequest
        {
            RequestId = fixture.NewId("r"),
            ClaimId = opened.ClaimId,
            Outcome = Outcome.Approve,
            Reason = "seen by the plumber",
            Approved = { new Loss { CoverageId = "cover", Amount = new Money { MinorUnits = 20_000, Currency = "USD" } } },
        });
        var decided = await business.Claims.GetClaimAsync(new GetClaimRequest { ClaimId = opened.ClaimId });
        decided.Decisions[^1].ApprovedAmount.MinorUnits.ShouldBe(20_000);

        using var listed = await fixture.Consortium.Http(TestConsortium.Aurora, "auditor").PostAsJsonAsync(
            "/insurance.v1.Oracles/ListObservations", new { index = Index, unit = Unit, subject = _subject, oracleId = sensor.Id, pageSize = 1_000 });
        JsonDocument.Parse(await listed.Content.ReadAsStringAsync()).RootElement.GetProperty("samples").GetArrayLength().ShouldBe(1_000);
    }

    [Fact]
    public async Task Thermometer_TwoRuns_ArePaidAtOnceAndNothingMoreOnceItIsRevoked()
    {
        var (_, device) = await WatchedAsync(Outcome.Approve);
        using var owned = device;
        var start = Now().AddMinutes(-30);
        // Minutes 5 to 8 and 15 to 20 are beyond the threshold.
        var published = await device.PublishAsync(
            start, start.AddMinutes(25), Enumerable.Range(0, 25).Select(minute => (start.AddMinutes(minute), minute is (>= 5 and <= 8) or (>= 15 and <= 20) ? 9L : 0)));

        published.Claims.Select(claim => (claim.Status, claim.Payments[0].Amount.MinorUnits, claim.OccurredAt.ToDateTime()))
            .ShouldBe([(ClaimStatus.Paid, 25_000, start.AddMinutes(5)), (ClaimStatus.Paid, 25_000, start.AddMinutes(15))]);
        await device.PublishAsync(start, start.AddMinutes(1), [(start, 0)], correction: true).ShouldBeRefusedAsync(StatusCode.FailedPrecondition, "SETTLEMENT_BEGUN");
        await device.PublishAsync(start.AddMinutes(25), start.AddMinutes(26), [(start.AddMinutes(25), 3_001)]).ShouldBeRefusedAsync(StatusCode.InvalidArgument, "READING_IMPLAUSIBLE");
        await device.RevokeAsync();
        await device.PublishAsync(start.AddMinutes(25), start.AddMinutes(26), [(start.AddMinutes(25), 9)]).ShouldBeRefusedAsync(StatusCode.FailedPrecondition, "ORACLE_REVOKED");
    }

    private static DateTime Now() => DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds() - 1).UtcDateTime;

    private async Task<(ReadingsBusiness Business, SignedSource Device)> WatchedAsync(Outcome outcome)
    {
        var refers = outcome == Outcome.Refer;
        var product = new Product
        {
            ProductId = fixture.NewId("watched"),
            Version = 1,
            Name = "Watched",
            LineOfBusiness = "property",
            Currency = "USD",
            TermsSha256 = new string('a', 64),
            Tariff = new Tariff { RateBasis = RateBasis.ForCover },
            Coverages = { new Coverage { CoverageId = "cover", Name = "Cover", RatePpm = 10_000, MaximumSumInsured = new Money { MinorUnits = 1_000_000, Currency = "USD" } } },
            Jurisdictions = { new JurisdictionTerms { Jurisdiction = "US" } },
            ClaimConditions = refers ? new ClaimConditions() : null,
            ParametricTrigger = new ParametricTrigger
            {
                Index = Index,
                Unit = Unit,
                MaximumReadingAgeSeconds = 86_400,
                Monitoring = new Monitoring
                {
                    Comparison = Comparison.AtLeast,
                    Threshold = 5,
                    MinimumSeconds = 120,
                    MaximumGapSeconds = 60,
                    PayoutPpm = 250_000,
                    Outcome = outcome,
                    Cause = "water",
                },
            },
            Limits = new UnderwritingLimits { QuoteValiditySeconds = 3_600, MaximumBackdatingDays = 30 },
        };
        if (refers)
        {
            product.Coverages[0].CoveredCauses.Add("water");
        }

        var business = await new ReadingsBusiness(fixture).OpenAsync(product);
        var policy = await business.SellAsync(product, _subject, Now().AddDays(-2), Now().AddDays(300));
        return (business, await new SignedSource(fixture, fixture.NewId("device"), Index, Unit, _subject).RegisterAsync(0, 3_000, policy.PolicyId));
    }
}
