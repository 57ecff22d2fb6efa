namespace Insurance.Gateway.Tests.Privacy;

/// <summary>Registrations, corrections and erasures that are cut off at any of their steps.</summary>
public sealed class PartyCutOffTests
{
    private static readonly PersonalData Karen = new() { FullName = "Karen Blixen", Email = "karen@rungstedlund.example" };
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly PartyLedger _ledger = new();

    public static TheoryData<string, bool, LedgerFailure> Cuts()
    {
        var cuts = new TheoryData<string, bool, LedgerFailure>();
        foreach (var step in new[] { "RegisterParty?", "StorePersonalData", "RegisterParty" })
        {
            foreach (var failure in new[] { LedgerFailure.Refused, LedgerFailure.Unavailable, LedgerFailure.Timeout, LedgerFailure.Rejected, LedgerFailure.Invalid, LedgerFailure.OutcomeUnknown })
            {
                cuts.Add(step, false, failure);
            }
        }

        cuts.Add("StorePersonalData", true, LedgerFailure.OutcomeUnknown);
        cuts.Add("RegisterParty", true, LedgerFailure.OutcomeUnknown);
        return cuts;
    }

    [Theory]
    [MemberData(nameof(Cuts))]
    public async Task RegisterParty_FailsAtAStep_LeavesNothingOrWhatEraseFinds(string step, bool applied, LedgerFailure failure)
    {
        using var state = new StateFolder();
        await using var server = await StartAsync(state);
        FailAt(step, applied, failure);

        var error = await Should.ThrowAsync<RpcException>(() => RegisterAsync(server));

        _ledger.Ledger.Before = null;
        if (failure != LedgerFailure.OutcomeUnknown)
        {
            // It says that nothing was changed, and nothing is.
            error.Info().Reason.ShouldNotBe("UNFINISHED");
            (_ledger.Sealed.Count, Keys(state)).ShouldBe((0, 0));
        }

        await EraseAsync(server);
        (_ledger.Sealed.Count, Keys(state)).ShouldBe((0, 0));
    }

    [Theory]
    [MemberData(nameof(Cuts))]
    public async Task RegisterParty_FailsAtAStepAndIsRepeated_IsRegisteredAndReadable(string step, bool applied, LedgerFailure failure)
    {
        using var state = new StateFolder();
        await using var server = await StartAsync(state);
        FailAt(step, applied, failure);
        await Should.ThrowAsync<RpcException>(() => RegisterAsync(server));
        _ledger.Ledger.Before = null;

        await RegisterAsync(server);

        (await ReadAsync(server)).PersonalData.ShouldBe(Karen);
        await EraseAsync(server);
        (_ledger.Sealed.Count, Keys(state)).ShouldBe((0, 0));
    }

    [Theory]
    [InlineData("StorePersonalData")]
    [InlineData("RegisterParty")]
    public async Task RegisterParty_CallerLeavesBetweenTheSteps_IsFinishedAllTheSame(string step)
    {
        using var state = new StateFolder();
        await using var server = await StartAsync(state);
        var (reached, goOn) = HangAt(step);
        using var leaves = new CancellationTokenSource();
        var call = Parties(server).RegisterPartyAsync(Registration(), cancellationToken: leaves.Token).ResponseAsync;
        await reached.WaitAsync(Patience);

        await leaves.CancelAsync();
        (await Should.ThrowAsync<RpcException>(() => call)).StatusCode.ShouldBe(StatusCode.Cancelled);
        goOn.SetResult();

        await Waiting.UntilAsync(() => _ledger.Parties.ContainsKey("h1"));
        (await ReadAsync(server)).PersonalData.ShouldBe(Karen);
    }

    [Theory]
    [InlineData("StorePersonalData")]
    [InlineData("RegisterParty")]
    public async Task EraseParty_WhileARegistrationThatWasGivenUpGoesOn_ErasesIt(string step)
    {
        using var state = new StateFolder();
        await using var server = await StartAsync(state);
        var (reached, goOn) = HangAt(step);
        using var leaves = new CancellationTokenSource();
        var call = Parties(server).RegisterPartyAsync(Registration(), cancellationToken: leaves.Token).ResponseAsync;
        await reached.WaitAsync(Patience);
        await leaves.CancelAsync();
        await Should.ThrowAsync<RpcException>(() => call);

        var erasing = EraseAsync(server);
        goOn.SetResult();
        await erasing;

        _ledger.Parties["h1"].Erased.ShouldNotBeNull();
        (_ledger.Sealed.Count, Keys(state)).ShouldBe((0, 0));
    }

    [Theory]
    [InlineData("StorePersonalData", false)]
    [InlineData("StorePersonalData", true)]
    [InlineData("RegisterParty", false)]
    public async Task RegisterParty_ProcessKilledAtAStep_IsTakenBackAtTheNextStart(string step, bool applied)
    {
        using var state = new StateFolder();
        await using var server = await StartAsync(state);
        var (reached, goOn) = HangAt(step, applied);
        var call = RegisterAsync(server);
        await reached.WaitAsync(Patience);
        using var left = state.AfterAKill();
        Keys(left).ShouldBe(1);
        _ledger.Ledger.Before = null;

        await using (var restarted = await StartAsync(left))
        {
            await Waiting.UntilAsync(() => Keys(left) == 0);
            _ledger.Sealed.ShouldBeEmpty();
        }

        // The value may have been on its way and arrive late: it is looked for again.
        _ledger.Sealed["h1/1"] = _ledger.Ledger.Submitted.First(item => item.Transaction == "StorePersonalData").Transient!["sealed"];
        await using (var again = await StartAsync(left))
        {
            await Waiting.UntilAsync(() => _ledger.Sealed.Count == 0);
        }

        goOn.SetException(new LedgerException(LedgerFailure.OutcomeUnknown, "killed"));
        await Should.ThrowAsync<RpcException>(() => call);
    }

    [Fact]
    public async Task RegisterParty_ProcessKilledAfterTheRecord_KeepsThePerson()
    {
        using var state = new StateFolder();
        await using var server = await StartAsync(state);
        var (reached, goOn) = HangAt("RegisterParty", applied: true);
        var call = RegisterAsync(server);
        await reached.WaitAsync(Patience);
        using var left = state.AfterAKill();
        _ledger.Ledger.Before = null;

        await using var restarted = await StartAsync(left);
        await Waiting.UntilAsync(() => Count(left, "pending") == 0);

        (await ReadAsync(restarted)).PersonalData.ShouldBe(Karen);
        goOn.SetException(new LedgerException(LedgerFailure.OutcomeUnknown, "killed"));
        await Should.ThrowAsync<RpcException>(() => call);
    }

    [Fact]
    public async Task Sweep_RegistrationUnderWayInAnotherProcessOnTheStore_IsLeftAlone()
    {
        using var state = new StateFolder();
        await using var server = await StartAsync(state);
        var (reached, goOn) = HangAt("RegisterParty");
        var call = RegisterAsync(server);
        await reached.WaitAsync(Patience);
        LeftByTheDead(state, "h2");

        await using (var second = await StartAsync(state))
        {
            // The sweep has been there: it took what a dead process left.
            await Waiting.UntilAsync(() => Count(state, "pending") == 1);
            await using var third = await StartAsync(state);
        }

        _ledger.Sealed.Keys.ShouldBe(["h1/1"]);
        goOn.SetResult();
        await call;
        (await ReadAsync(server)).PersonalData.ShouldBe(Karen);
    }

    [Fact]
    public async Task RegisterParty_AnotherRequestWasQuickerWithTheRequestId_LeavesNothing()
    {
        using var state = new StateFolder();
        await using var server = await StartAsync(state);
        _ledger.Ledger.Before = (call, submits, _) => submits && call.Transaction == "RegisterParty"
            ? throw new LedgerException(LedgerFailure.Refused, "It was used for another request.") { Code = "REQUEST_ID_REUSED" }
            : Task.CompletedTask;

        await RegisterAsync(server).ShouldBeRefusedAsync("REQUEST_ID_REUSED");

        (_ledger.Sealed.Count, Keys(state)).ShouldBe((0, 0));
    }

    [Fact]
    public async Task RegisterParty_WouldBeRefused_SealsNothing()
    {
        using var state = new StateFolder();
        await using var server = await StartAsync(state);
        await RegisterAsync(server);
        var before = _ledger.Submitted.Count();

        await Parties(server).RegisterPartyAsync(new RegisterPartyRequest { RequestId = "r2", PartyId = "h1", PersonalData = Karen }).ResponseAsync
            .ShouldBeRefusedAsync("ALREADY_EXISTS");

        _ledger.Submitted.Count().ShouldBe(before);
        (Keys(state), Count(state, "pending")).ShouldBe((1, 0));
    }

    [Fact]
    public async Task RegisterParty_TakingBackFailsToo_SaysSoAndTheNextStartDoesIt()
    {
        using var state = new StateFolder();
        await using (var server = await StartAsync(state))
        {
            _ledger.Ledger.Before = (call, submits, _) => submits && call.Transaction is "RegisterParty" or "PurgePersonalData"
                ? throw new LedgerException(LedgerFailure.Rejected, "no")
                : Task.CompletedTask;
            await RegisterAsync(server).ShouldBeAsync(StatusCode.Unavailable, "UNFINISHED");
            _ledger.Sealed.Count.ShouldBe(1);
            _ledger.Ledger.Before = null;
        }

        await using var restarted = await StartAsync(state);
        await Waiting.UntilAsync(() => _ledger.Sealed.Count == 0 && Keys(state) == 0);
    }

    [Fact]
    public async Task CorrectParty_CutOffBeforeItsPurge_SaysSoAndIsFinishedAtTheNextStart()
    {
        using var state = new StateFolder();
        await using (var server = await StartAsync(state))
        {
            await RegisterAsync(server);
            FailAt("PurgePersonalData", applied: false, LedgerFailure.Rejected);
            await Parties(server).CorrectPartyAsync(new CorrectPartyRequest
            {
                RequestId = "c1",
                PartyId = "h1",
                PersonalData = new PersonalData { FullName = "Isak Dinesen" },
                Reason = "a pseudonym",
            }).ResponseAsync.ShouldBeAsync(StatusCode.Unavailable, "UNFINISHED");
            _ledger.Ledger.Before = null;
            _ledger.Sealed.Keys.Order().ShouldBe(["h1/1", "h1/2"]);
        }

        await using var restarted = await StartAsync(state);
        await Waiting.UntilAsync(() => _ledger.Sealed.Count == 1);
        _ledger.Sealed.Keys.ShouldBe(["h1/2"]);
        (await ReadAsync(restarted)).PersonalData.FullName.ShouldBe("Isak Dinesen");
    }

    [Fact]
    public async Task EraseParty_CutOffAfterItsRecord_SaysSo()
    {
        using var state = new StateFolder();
        await using var server = await StartAsync(state);
        await RegisterAsync(server);
        FailAt("PurgePersonalData", applied: false, LedgerFailure.Unavailable);

        await Parties(server, "admin").ErasePartyAsync(Erasure()).ResponseAsync.ShouldBeAsync(StatusCode.Unavailable, "UNFINISHED");

        // The follower finishes it, without a restart and without a repeat.
        _ledger.Ledger.Before = null;
        _ledger.RaiseErased("h1", block: 5);
        await Waiting.UntilAsync(() => _ledger.Sealed.Count == 0);
        Keys(state).ShouldBe(0);
    }

    [Fact]
    public async Task EraseParty_ErasedThroughAnotherGateway_DestroysThisOnesKeyToo()
    {
        using var state = new StateFolder();
        await using var server = await StartAsync(state);
        await RegisterAsync(server);
        await RegisterAsync(server);
        _ledger.Parties["h1"].Erased = new Erasure { Reason = "elsewhere" };

        _ledger.RaiseErased("h1", block: 5);

        await Waiting.UntilAsync(() => Keys(state) == 0);
    }

    [Fact]
    public async Task EraseParty_OfNobody_IsNotFound()
    {
        using var state = new StateFolder();
        await using var server = await StartAsync(state);

        await Parties(server, "admin").ErasePartyAsync(Erasure()).ResponseAsync.ShouldBeRefusedAsync("PARTY_NOT_FOUND");

        _ledger.Submitted.ShouldBe(["EraseParty"]);
    }

    private static async Task EraseAsync(GatewayServer server)
    {
        try
        {
            (await Parties(server, "admin").ErasePartyAsync(Erasure())).Erased.Reason.ShouldBe("asked for");
        }
        catch (RpcException error) when (error.StatusCode == StatusCode.NotFound || error.Info().Reason == "PARTY_NOT_FOUND")
        {
            // Nothing is left to erase.
        }
    }

    private static ErasePartyRequest Erasure() => new() { RequestId = "e1", PartyId = "h1", Reason = "asked for" };

    private static RegisterPartyRequest Registration() => new() { RequestId = "r1", PartyId = "h1", PersonalData = Karen };

    private static async Task<Party> RegisterAsync(GatewayServer server) => await Parties(server).RegisterPartyAsync(Registration());

    private static async Task<DisclosedPersonalData> ReadAsync(GatewayServer server) =>
        await Parties(server, "claims-handler").GetPersonalDataAsync(new GetPersonalDataRequest { PartyId = "h1", Purpose = Purpose.Claim });

    private static Parties.PartiesClient Parties(GatewayServer server, string role = "underwriter") => new(server.As(role));

    private static long Keys(StateFolder state) => Count(state, "person_keys");

    private static long Count(StateFolder state, string table)
    {
        using var connection = new SqliteConnection($"Data Source={state.PersonKeys};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT COUNT(*) FROM " + table;
        return (long)command.ExecuteScalar()!;
    }

    /// <summary>What a process leaves in the store that ends before it has sent anything.</summary>
    private static void LeftByTheDead(StateFolder state, string partyId)
    {
        using var connection = new SqliteConnection($"Data Source={state.PersonKeys};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "INSERT INTO pending (party, version, sealed, made, owner, since, state) VALUES ($party, 1, NULL, 0, 'nobody', 0, 0)";
        command.Parameters.AddWithValue("$party", partyId);
        command.ExecuteNonQuery();
    }

    private Task<GatewayServer> StartAsync(StateFolder state) =>
        GatewayServer.StartAsync(ledger: _ledger.Ledger, stateDirectory: state.Path, personalData: true);

    /// <summary>Fails one step for good; <c>?</c> behind its name: when it is only asked for.</summary>
    private void FailAt(string step, bool applied, LedgerFailure failure)
    {
        if (applied)
        {
            _ledger.CrashAt(step, applied: true);
            return;
        }

        _ledger.Ledger.Before = (call, submits, _) => submits == !step.EndsWith('?') && call.Transaction == step.TrimEnd('?')
            ? throw new LedgerException(failure, "cut off") { Code = failure == LedgerFailure.Refused ? "TOO_MANY" : null }
            : Task.CompletedTask;
    }

    /// <summary>Stops at one step, before or after it had its effect, until it is informed to go on.</summary>
    private (Task Reached, TaskCompletionSource GoOn) HangAt(string step, bool applied = false)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var hung = 0;
        async Task HangAsync(LedgerCall call, bool submits)
        {
            if (submits && call.Transaction == step && Interlocked.Exchange(ref hung, 1) == 0)
            {
                reached.SetResult();
                await goOn.Task;
            }
        }

        if (applied)
        {
            _ledger.Ledger.After = (call, submits, _) => HangAsync(call, submits);
        }
        else
        {
            _ledger.Ledger.Before = (call, submits, _) => HangAsync(call, submits);
        }

        return (reached.Task, goOn);
    }
}
