namespace EndToEnd.Tests.Disturbed;

/// <summary>The ledger's file cannot grow: its own disk is full, and the gateways' is not.</summary>
[Trait(LedgerUnderTest.Trait, LedgerUnderTest.DevLedger)]
public sealed class FullLedgerTests(DisturbedFixture fixture) : DisturbingTests(fixture)
{
    [Fact]
    public async Task Write_LedgerCannotGrow_ReportsThatNothingChangedAndWorksWhenItCanAgain()
    {
        var parties = new Parties.PartiesClient(Consortium.Channel(TestConsortium.Aurora, "underwriter"));
        var request = new RegisterPartyRequest
        {
            RequestId = Fixture.NewId("r"),
            PartyId = Fixture.NewId("full"),
            PersonalData = new PersonalData { FullName = "Ada Lovelace" },
        };
        Limit(new FileInfo(Path.Combine(Consortium.Home, "ledger", "ledger.db-wal")).Length.ToString(CultureInfo.InvariantCulture));
        try
        {
            for (var time = 0; time < 2; time++)
            {
                // Its outcome is certain; a wait for the commit status would be longer than this.
                var refused = await Should.ThrowAsync<RpcException>(
                    () => parties.RegisterPartyAsync(request, deadline: DateTime.UtcNow.AddSeconds(25)).ResponseAsync);
                refused.StatusCode.ShouldBe(StatusCode.Unavailable, refused.Status.Detail);
                Refusal.Code(refused).ShouldBe("LEDGER_UNAVAILABLE", $"{time}: {refused.Status.Detail}");
            }
        }
        finally
        {
            Limit("unlimited");
        }

        var registered = await Waiting.EventuallyAsync(() => parties.RegisterPartyAsync(request).ResponseAsync, Waiting.IsNobodyThere);
        registered.PartyId.ShouldBe(request.PartyId);
    }

    private void Limit(string bytes)
    {
        var pid = Consortium.Process(LedgerUnderTest.DevLedger).Pid;
        using var prlimit = Process.Start("prlimit", ["--pid", pid.ToString(CultureInfo.InvariantCulture), $"--fsize={bytes}:unlimited"]);
        prlimit.WaitForExit();
        prlimit.ExitCode.ShouldBe(0);
    }
}
