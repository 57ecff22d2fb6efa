namespace EndToEnd.Tests;

/// <summary><c>insure logs</c>, and what the processes write: when, who, what and which record.</summary>
[Collection(ConsortiumFixture.Collection)]
public sealed class LogsTests(ConsortiumFixture fixture)
{
    [Fact]
    public async Task Logs_AfterCalls_SayWhoCalledWhatAboutWhichRecord()
    {
        var consortium = fixture.Consortium;
        var party = fixture.NewId("party");
        await new Parties.PartiesClient(consortium.Channel(TestConsortium.Aurora, "underwriter")).RegisterPartyAsync(new RegisterPartyRequest
        {
            RequestId = fixture.NewId("r"),
            PartyId = party,
            PersonalData = new PersonalData { FullName = "Karen O'Brien", DateOfBirth = "1950-04-08", Address = "1 Example Street" },
        });

        // Refusals have a limit of lines, which other tests of this consortium may just have used up.
        var (quote, text) = await Waiting.EventuallyAsync(
            async () =>
            {
                var wanted = fixture.NewId("quote");
                await Should.ThrowAsync<RpcException>(() => new Policies.PoliciesClient(consortium.Channel(TestConsortium.Aurora, "underwriter")).BindPolicyAsync(
                    new BindPolicyRequest { RequestId = fixture.NewId("r"), PolicyId = fixture.NewId("policy"), QuoteId = wanted }).ResponseAsync);
                var reported = (await LogsAsync()).Split('\n');
                return reported.Any(line => line.Contains($"quoteId={wanted}", StringComparison.Ordinal)) ? (wanted, reported) : throw new TimeoutException("It is not in the log.");
            },
            error => error is TimeoutException);
        var registered = text.Single(line => line.Contains($"partyId={party}", StringComparison.Ordinal));
        registered.ShouldMatch(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z  gateway-AuroraMSP +insurance\.v1\.Parties/RegisterParty done; caller underwriter\b");
        text.Single(line => line.Contains($"quoteId={quote}", StringComparison.Ordinal)).ShouldContain("BindPolicy refused: QUOTE_NOT_FOUND; caller underwriter");

        var lines = (await LogsAsync("--json")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.ShouldAllBe(line => !line.Contains(@"\u00", StringComparison.Ordinal) && !line.Contains("O'Brien", StringComparison.Ordinal));
        foreach (var line in lines)
        {
            using var json = JsonDocument.Parse(line);
            json.RootElement.GetProperty("Process").GetString().ShouldNotBeNullOrEmpty();
            json.RootElement.GetProperty("Timestamp").GetString().ShouldNotBeNull(line);
        }

        using var state = JsonDocument.Parse(lines.Single(line => line.Contains($"partyId={party}", StringComparison.Ordinal)));
        state.RootElement.GetProperty("State").GetProperty("Caller").GetString()!.ShouldStartWith("underwriter");
        (await LogsAsync("--lines", "1")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(1);
        (await LogsAsync("--lines", "0")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Logs_Followed_ShowWhatIsWrittenMeanwhileUntilInterrupted()
    {
        var consortium = fixture.Consortium;
        using var follow = InsureCommand.Start(
            new Dictionary<string, string>(), "logs", TestConsortium.Meridian, "--follow", "--lines", "1", "--home", consortium.Home);
        (await follow.StandardOutput.ReadLineAsync()).ShouldNotBeNull();
        var policy = fixture.NewId("policy");
        await Should.ThrowAsync<RpcException>(() => new Policies.PoliciesClient(consortium.Channel(TestConsortium.Meridian, "underwriter")).BindPolicyAsync(
            new BindPolicyRequest { RequestId = fixture.NewId("r"), PolicyId = policy, QuoteId = fixture.NewId("q") }).ResponseAsync);

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        string? line;
        do
        {
            line = await follow.StandardOutput.ReadLineAsync(limit.Token);
        }
        while (line?.Contains(policy, StringComparison.Ordinal) == false);

        line.ShouldNotBeNull().ShouldContain("gateway-MeridianMSP");
        await Signals.TerminateAsync(follow.Id);
        follow.ExitCode.ShouldBe(0);
    }

    private async Task<string> LogsAsync(params string[] arguments) =>
        (await InsureCommand.RunAsync(["logs", "AuroraMSP", "--since", "1h", "--home", fixture.Consortium.Home, .. arguments])).ShouldExitWith(0).Output;
}
