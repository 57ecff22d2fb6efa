namespace EndToEnd.Tests.Disturbed;

/// <summary>An event over many policies, and in its middle everything that works on it is killed, one after another.</summary>
public sealed class SettlementAfterCrashTests(DisturbedFixture fixture) : DisturbingTests(fixture)
{
    private static readonly int Covers = LedgerUnderTest.IsFabric ? 240 : 4_000;
    private static readonly int PageSize = LedgerUnderTest.IsFabric ? 2 : 4;

    private Oracles.OraclesClient Handler => new(Consortium.Channel(TestConsortium.Aurora, "claims-handler"));

    [Fact]
    public async Task Settlement_EverythingKilledInItsMiddle_GoesOnAndPaysEveryPolicyOnce()
    {
        var sales = await new CoverSales(Fixture).OpenAsync();
        await sales.SellAsync(Covers);
        using var oracle = new TestOracle(Fixture);
        await oracle.RegisterAsync();
        var reading = await oracle.PublishAsync(sales.Subject, 90);
        string[] command =
        [
            "settle", "--home", Consortium.Home, "--insurer", TestConsortium.Aurora, "--reading", reading,
            "--page-size", $"{PageSize}", "--at-once", "2", "--patience", "120", "--json",
        ];

        // The settlement itself outlives the chaincode and the gateway.
        using var first = InsureCommand.Start(new Dictionary<string, string>(), command);
        await SettledAsync(reading, Covers / 20);
        await Signals.KillAsync(Consortium.ChaincodePid(TestConsortium.Aurora));
        await UpMeanwhileAsync(first.Id);
        await SettledAsync(reading, Covers / 5);
        await Signals.KillAsync(Consortium.Process($"gateway-{TestConsortium.Aurora}").Pid);
        await UpMeanwhileAsync(first.Id);

        // Then it is killed with the ledger; the same command, run again, goes on.
        var settled = await SettledAsync(reading, Covers / 3);
        await Signals.KillAsync(Consortium.Peer(TestConsortium.Aurora).Pid);
        settled.ShouldBeLessThan(Covers, "the event was settled before everything was killed: the test proves nothing");
        first.HasExited.ShouldBeFalse();
        await Signals.KillAsync(first.Id);
        await Consortium.UpAsync();
        var second = JsonDocument.Parse((await InsureCommand.RunAsync(command)).ShouldExitWith(0).Output).RootElement;
        second.GetProperty("policies").GetInt32().ShouldBe(Covers);
        second.GetProperty("settledBefore").GetInt32().ShouldBeGreaterThanOrEqualTo(settled);
        (second.GetProperty("claims").GetInt32() + second.GetProperty("settledBefore").GetInt32()).ShouldBe(Covers);
        second.GetProperty("skipped").EnumerateObject().ShouldAllBe(skipped => skipped.Name == "ALREADY_SETTLED");
        await ShouldBePaidOnceAsync(sales);
    }

    /// <summary>Starts what was killed. The settlement stands still for it, or it would be over before anything else is killed.</summary>
    private async Task UpMeanwhileAsync(int settlement)
    {
        await Signals.PauseAsync(settlement);
        await Consortium.UpAsync();
        await Signals.ContinueAsync(settlement);
    }

    /// <summary>Waits until so many are settled; answers how many are.</summary>
    private async Task<int> SettledAsync(string reading, int policies) => await Waiting.EventuallyAsync(
        async () =>
        {
            var plan = await Handler.PlanSettlementAsync(new PlanSettlementRequest { ReadingId = reading, PageSize = 500 });
            return (int)plan.Settled >= policies ? (int)plan.Settled : throw new TimeoutException($"{plan.Settled} of {policies} are settled.");
        },
        exception => exception is TimeoutException || Waiting.IsNobodyThere(exception));

    /// <summary>By the ledger's own list of claims, not by what the command said.</summary>
    private async Task ShouldBePaidOnceAsync(CoverSales sales)
    {
        var claims = new Claims.ClaimsClient(Consortium.Channel(TestConsortium.Aurora, "claims-handler"));
        var paid = new List<string>();
        var request = new ListClaimsRequest { InsurerMspId = TestConsortium.Aurora, PageSize = 500 };
        do
        {
            var page = await claims.ListClaimsAsync(request);
            foreach (var claim in page.Claims.Where(claim => claim.LossId == sales.Subject))
            {
                claim.Status.ShouldBe(ClaimStatus.Paid);
                claim.Payments.Single().Amount.ShouldBe(InsurerBook.Dollars(250));
                paid.Add(claim.PolicyId);
            }

            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        paid.Order().ShouldBe(Enumerable.Range(0, Covers).Select(number => $"{sales.Subject}-{number}").Order());
    }
}
