namespace EndToEnd.Tests.Disturbed;

/// <summary>Processes die or are stopped in the middle of load: nothing acknowledged is lost or doubled.</summary>
public sealed class CrashTests(DisturbedFixture fixture) : DisturbingTests(fixture)
{
    private const int Before = 150;
    private const int After = 50;

    [Fact]
    public async Task OrderingProcess_KilledUnderLoad_LosesAndDoublesNothing()
    {
        var load = new RegistrationLoad(Consortium);
        var leader = await Consortium.LeaderAsync();

        await load.RunAsync(Before, async () =>
        {
            await Signals.KillAsync(leader.Pid);
            if (LedgerUnderTest.IsFabric)
            {
                // The other two elect a leader among themselves and go on.
                (await load.RegisterAgainAsync(load.NewPartyId())).Registered.ShouldNotBeNull();
            }
        });
        if (!LedgerUnderTest.IsFabric)
        {
            load.Unanswered.ShouldNotBeEmpty("the ledger was killed while nothing was under way: the test proves nothing");
            await Consortium.UpAsync();
        }

        await load.ShouldBeOnTheLedgerOnceAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Gateway_StoppedUnderLoadAndStartedAgain_LosesAndDoublesNothing(bool killed)
    {
        var load = new RegistrationLoad(Consortium);
        var gateway = Consortium.Process($"gateway-{TestConsortium.Aurora}");

        await load.RunAsync(Before, () => killed ? Signals.KillAsync(gateway.Pid) : Signals.TerminateAsync(gateway.Pid));
        load.Unanswered.ShouldNotBeEmpty("the gateway ended while nothing was under way: the test proves nothing");
        await Consortium.UpAsync();

        await load.ShouldBeOnTheLedgerOnceAsync();
    }

    [Fact]
    public async Task Everything_StoppedUnderLoadAndStartedAgain_LosesAndDoublesNothing()
    {
        var load = new RegistrationLoad(Consortium);

        await load.RunAsync(Before, async () => (await InsureCommand.RunAsync("down", "--home", Consortium.Home)).ShouldExitWith(0));
        load.Unanswered.ShouldNotBeEmpty();
        await Consortium.UpAsync();

        await load.ShouldBeOnTheLedgerOnceAsync();
    }

    [Fact]
    public async Task Chaincode_Killed_CallsFailAsUnavailableAtMostAndWorkAgain()
    {
        var load = new RegistrationLoad(Consortium);
        var first = load.NewPartyId();
        var registered = (await load.RegisterAsync(first)).Registered.TransactionId;
        var chaincode = Consortium.ChaincodePid(TestConsortium.Aurora);

        await Signals.KillAsync(chaincode);

        // Other than UNAVAILABLE a caller must not see; DevLedger starts its chaincode again by itself, Fabric's is the operator's.
        var second = load.NewPartyId();
        if (LedgerUnderTest.IsFabric)
        {
            var error = await Should.ThrowAsync<RpcException>(() => load.RegisterAsync(second));
            error.StatusCode.ShouldBe(StatusCode.Unavailable, error.Status.Detail);
            Refusal.Code(error).ShouldBe("LEDGER_UNAVAILABLE");
            (await InsureCommand.RunAsync("status", "--home", Consortium.Home)).ShouldExitWith(5).Output.ShouldContain("not running");
            await Consortium.UpAsync();
        }

        (await load.RegisterAgainAsync(second)).PartyId.ShouldBe(second);
        (await load.RegisterAsync(first)).Registered.TransactionId.ShouldBe(registered);
        Consortium.ChaincodePid(TestConsortium.Aurora).ShouldNotBe(chaincode);
    }

    [Fact]
    public async Task Peer_StoppedAndBack_ItsOwnCallersWaitAndItCatchesUp()
    {
        var book = await new InsurerBook(Fixture).OpenAsync();
        await Signals.TerminateAsync(Consortium.Peer(TestConsortium.Meridian).Pid);

        var meridian = new Policies.PoliciesClient(Consortium.Channel(TestConsortium.Meridian, "underwriter"));
        await meridian.GetPolicyAsync(new GetPolicyRequest { InsurerMspId = TestConsortium.Aurora, PolicyId = "any" }).ShouldBeRefusedAsync(StatusCode.Unavailable, "LEDGER_UNAVAILABLE");

        // Whoever has a ledger goes on: the reinsurer is the other member that Aurora's policies need.
        var policy = LedgerUnderTest.IsFabric ? await book.BindAsync() : null;
        await Consortium.UpAsync();
        policy ??= await book.BindAsync();

        var seen = await Waiting.EventuallyAsync(
            async () => await meridian.GetPolicyAsync(new GetPolicyRequest { InsurerMspId = TestConsortium.Aurora, PolicyId = policy.PolicyId }),
            exception => exception is RpcException { StatusCode: StatusCode.NotFound } || Waiting.IsNobodyThere(exception));
        seen.Premium.ShouldBe(policy.Premium);
        // And it endorses again.
        (await new InsurerBook(Fixture, TestConsortium.Meridian).OpenAsync()).ShouldNotBeNull();
    }

    /// <summary>The process that Aurora's records need a second signature from changes in the middle of the load.</summary>
    [FabricFact]
    [Trait(LedgerUnderTest.Trait, LedgerUnderTest.Fabric)]
    public async Task AnotherMembersPeer_KilledUnderLoad_WorkGoesOnWithTheRest()
    {
        var load = new RegistrationLoad(Consortium);

        await load.RunAsync(Before, async () =>
        {
            await Signals.KillAsync(Consortium.Peer(TestConsortium.Meridian).Pid);
            await WaitForAsync(load, load.Acknowledged.Count + After);
        });
        await Consortium.UpAsync();

        await load.ShouldBeOnTheLedgerOnceAsync();
    }

    private static Task WaitForAsync(RegistrationLoad load, int acknowledged) =>
        Waiting.WhenAsync(() => Task.CompletedTask, () => load.Acknowledged.Count >= acknowledged);
}
