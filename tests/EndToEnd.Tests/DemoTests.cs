namespace EndToEnd.Tests;

/// <summary>The demo's figures against an independent calculation, and against what the ledger itself holds afterwards.</summary>
[Collection(ConsortiumFixture.Collection)]
[Trait(LedgerUnderTest.Release, LedgerUnderTest.Each)]
public sealed class DemoTests(ConsortiumFixture fixture)
{
    private const int Flights = 60;
    private const int Losses = 30;
    private static DemoOutput? _once;
    private static readonly string[] Insurers = [TestConsortium.Aurora, TestConsortium.Meridian];

    [Fact]
    public async Task Demo_TwiceOnOneLedger_BothTotalsEqualTheIndependentCalculation()
    {
        for (var run = 1; run <= 2; run++)
        {
            var demo = await RunAsync();
            var (flights, fires) = (FlightCalculation.Expect(Flights, Insurers), FireCalculation.Expect(Losses, Insurers));
            foreach (var insurer in Insurers)
            {
                demo.Book(insurer, "flights").ShouldBe(flights[insurer], $"flights of {insurer}, run {run}");
                demo.Book(insurer, "fire").ShouldBe(fires[insurer], $"fires of {insurer}, run {run}");
                demo.Book(insurer, "weather").ShouldBe(WeatherCalculation.Expect(insurer, 40), $"weather of {insurer}, run {run}");
            }

            // A year of three gauges, one of which is silent for ten days; the window of each cover that has those days counts two.
            demo.Fact("Weather", "readings").ShouldBe($"{(3 * 365) - 10}");
            demo.Fact("Weather", "replaced").ShouldBe("1");
            demo.Fact("Weather", "windows").ShouldBe($"{(364 / 91) + (364 / 14)}");
            // 200,000.00 DKK each: six tenths of the tenth that was reserved, and half at once.
            demo.Book(TestConsortium.Aurora, "sensors").ShouldBe(new ExpectedBook(1, 80_000, 1, 0, 1, 1_200_000));
            demo.Book(TestConsortium.Meridian, "sensors").ShouldBe(new ExpectedBook(1, 240_000, 1, 1, 0, 10_000_000));
            demo.Fact("The same loss", "first").ShouldBe("Paid");
            demo.Fact("The same loss", "signals").ShouldBe("SAME_LOSS_OTHER_INSURER SAME_OBJECT_OTHER_INSURER");
            demo.Fact("The same loss", "second").ShouldBe("Referred");
            demo.Fact("The same loss", "end").ShouldBe("Appealed");
            demo.Fact("What is held", "withoutConsent").ShouldBe("CONSENT_MISSING");
            demo.Fact("What is held", "proved").ShouldBe("true");
            demo.Fact("Audit", "verified").ShouldBe("true");
            demo.Fact("Audit", "tamperedVerified").ShouldBe("false");
            long.Parse(demo.Fact("A policy changed", "returned")).ShouldBe(long.Parse(demo.Fact("A policy changed", "paid")));

            // The data must exercise every branch, or equal totals would prove little.
            flights.Values.ShouldAllBe(book => book.Policies > 0 && book.Paid > 0);
            fires.Values.ShouldAllBe(book => book.PaidAutomatically > 0 && book.DecidedByHand > 0);
        }
    }

    [Fact]
    public async Task Demo_Afterwards_TheLedgerHoldsThePoliciesAndClaimsThatWerePrinted()
    {
        var demo = await OnceAsync();
        var run = demo.Root.GetProperty("run").GetString()!;

        foreach (var insurer in Insurers)
        {
            var policies = await AllPoliciesAsync(insurer, run);
            var claims = await AllClaimsAsync(insurer, policies);
            foreach (var line in new[] { "flights", "fire" })
            {
                var ofLine = policies.Where(policy => policy.PolicyId.StartsWith($"policy-{line}-", StringComparison.Ordinal)).ToList();
                var ids = ofLine.Select(policy => policy.PolicyId).ToHashSet();
                var claimsOfLine = claims.Where(claim => ids.Contains(claim.PolicyId)).ToList();
                var book = demo.Book(insurer, line);

                ofLine.Count.ShouldBe(book.Policies);
                ofLine.ShouldAllBe(policy => policy.Status == PolicyStatus.InForce && policy.Instalments.Single().Payment.Amount.Equals(policy.Premium.Gross));
                ofLine.Sum(policy => policy.Premium.Gross.MinorUnits).ShouldBe(book.Premium);
                claimsOfLine.ShouldAllBe(claim => claim.Status == ClaimStatus.Paid);
                claimsOfLine.Count.ShouldBe(book.Claims);
                claimsOfLine.Sum(claim => claim.Payments.Single().Amount.MinorUnits).ShouldBe(book.Paid);
                claimsOfLine.Count(claim => claim.Decisions[^1].Automatic).ShouldBe(book.PaidAutomatically);
            }
        }
    }

    [Fact]
    public async Task Demo_Explanation_ListsEveryConditionAndThePersonsReason()
    {
        var claim = (await OnceAsync()).Root.GetProperty("explainedClaim");

        var decisions = claim.GetProperty("decisions");
        decisions.GetArrayLength().ShouldBe(2);
        decisions[0].GetProperty("automatic").GetBoolean().ShouldBeTrue();
        decisions[0].GetProperty("conditions").EnumerateArray().Select(condition => condition.GetProperty("code").GetString())
            .Where(code => code is not ("CAUSE_COVERED" or "WAITING_PERIOD"))
            .ShouldBe(["LOSS_INSIDE_COVER", "NOTIFICATION_TIME", "EVIDENCE_COMPLETE", "FIELDS_COMPLETE", "SOMETHING_PAYABLE", "STRAIGHT_THROUGH_LIMIT", "NOT_REFERRED_BY_HANDLER", "NO_FRAUD_SIGNAL"]);
        decisions[0].GetProperty("conditions").EnumerateArray().Count(condition => condition.GetProperty("code").GetString() == "CAUSE_COVERED")
            .ShouldBe(claim.GetProperty("losses").GetArrayLength());
        decisions[0].GetProperty("conditions").EnumerateArray().Count(condition => !condition.TryGetProperty("met", out var met) || !met.GetBoolean()).ShouldBe(1);
        decisions[1].GetProperty("reason").GetString().ShouldNotBeNullOrWhiteSpace();
        claim.GetProperty("status").GetString().ShouldBe("CLAIM_STATUS_PAID");
    }

    [Fact]
    public async Task Demo_Provenance_NamesTheBlocksThatHoldTheTransactions()
    {
        var demo = await OnceAsync();

        var entries = demo.Root.GetProperty("provenance").GetProperty("entries").EnumerateArray().ToList();
        entries.Count.ShouldBe(2);
        ulong previous = 0;
        var ledger = new Ledger.LedgerClient(fixture.Consortium.Channel(TestConsortium.Regulator, "auditor"));
        foreach (var entry in entries)
        {
            var block = ulong.Parse(entry.GetProperty("blockNumber").GetString()!);
            block.ShouldBeGreaterThan(previous);
            previous = block;
            // The events come from the blocks themselves, by another way than the history does.
            (await BlockOfEventAsync(entry.GetProperty("transactionId").GetString()!, block)).ShouldBe(block);
            var proof = await ledger.VerifyTransactionAsync(new VerifyTransactionRequest { TransactionId = entry.GetProperty("transactionId").GetString() });
            proof.Verified.ShouldBeTrue();
            proof.BlockNumber.ShouldBe(block);
        }

        demo.Root.GetProperty("verification").GetProperty("verified").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task Demo_WithoutJson_PrintsPlainTablesWithoutControlCharacters()
    {
        var result = (await InsureCommand.RunAsync("demo", "--home", fixture.Consortium.Home, "--flights", "5", "--losses", "4")).ShouldExitWith(0);

        result.Output.ShouldContain("Aurora Insurance");
        result.Output.ShouldContain("STRAIGHT_THROUGH_LIMIT");
        result.Output.ShouldContain("Verified: block");
        result.Output.ShouldNotContain("\u001b");
        (await InsureCommand.RunAsync("status", "--home", fixture.Consortium.Home)).ShouldExitWith(0);
    }

    /// <summary>One run for the tests that only read what it left; tests of a collection follow one another.</summary>
    private async Task<DemoOutput> OnceAsync() => _once ??= await RunAsync();

    private async Task<DemoOutput> RunAsync()
    {
        var result = await InsureCommand.RunAsync("demo", "--home", fixture.Consortium.Home, "--json", "--flights", $"{Flights}", "--losses", $"{Losses}");
        return new DemoOutput(result.ShouldExitWith(0).Output);
    }

    private async Task<List<Policy>> AllPoliciesAsync(string insurer, string run)
    {
        var client = new Policies.PoliciesClient(fixture.Consortium.Channel(TestConsortium.Regulator, "auditor"));
        var policies = new List<Policy>();
        var token = "";
        do
        {
            var page = await client.ListPoliciesAsync(new ListPoliciesRequest { InsurerMspId = insurer, PageSize = 50, PageToken = token });
            policies.AddRange(page.Policies.Where(policy => policy.PolicyId.EndsWith(run, StringComparison.Ordinal)));
            token = page.NextPageToken;
        }
        while (token.Length > 0);
        return policies;
    }

    private async Task<List<Claim>> AllClaimsAsync(string insurer, List<Policy> policies)
    {
        var client = new Claims.ClaimsClient(fixture.Consortium.Channel(TestConsortium.Regulator, "auditor"));
        var ids = policies.Select(policy => policy.PolicyId).ToHashSet();
        var claims = new List<Claim>();
        var token = "";
        do
        {
            var page = await client.ListClaimsAsync(new ListClaimsRequest { InsurerMspId = insurer, PageSize = 50, PageToken = token });
            claims.AddRange(page.Claims.Where(claim => ids.Contains(claim.PolicyId)));
            token = page.NextPageToken;
        }
        while (token.Length > 0);
        return claims;
    }

    private async Task<ulong> BlockOfEventAsync(string transactionId, ulong startBlock)
    {
        var events = new Events.EventsClient(fixture.Consortium.Channel(TestConsortium.Regulator, "auditor"));
        using var call = events.Subscribe(new SubscribeRequest { StartBlock = startBlock }, deadline: DateTime.UtcNow.AddSeconds(20));
        while (await call.ResponseStream.MoveNext(CancellationToken.None))
        {
            if (call.ResponseStream.Current.TransactionId == transactionId)
            {
                return call.ResponseStream.Current.BlockNumber;
            }
        }

        return 0;
    }
}
