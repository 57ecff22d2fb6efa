namespace Insurance.Gateway.Tests.Privacy;

/// <summary>What the gateway makes of personal data, on a ledger that only remembers.</summary>
public sealed class PartyOperationsTests
{
    private static readonly PersonalData Karen = new() { FullName = "Karen Blixen", Email = "karen@rungstedlund.example" };
    private static readonly PersonalData Isak = new() { FullName = "Isak Dinesen", Email = "karen@rungstedlund.example" };
    private readonly PartyLedger _ledger = new();

    [Fact]
    public async Task RegisterParty_NothingOfThePersonLeavesUnsealed()
    {
        await using var server = await StartAsync();
        await RegisterAsync(server);
        await RegisterAsync(server);

        // Repeated, it is answered with what it led to, and nothing is sealed a second time.
        _ledger.Submitted.ShouldBe(["StorePersonalData", "RegisterParty"]);
        foreach (var call in _ledger.Ledger.Submitted.Concat(_ledger.Ledger.Evaluated))
        {
            FakeLedger.Json(call).ShouldNotContain("Blixen");
            FakeLedger.Json(call).ShouldNotContain("personalData");
            (call.Transient is null).ShouldBe(call.Transaction != "StorePersonalData");
            foreach (var value in call.Transient?.Values ?? [])
            {
                Encoding.Latin1.GetString(value).ShouldNotContain("Blixen");
            }
        }

        _ledger.Sealed["h1/1"].ShouldBe(_ledger.Ledger.Submitted.First().Transient!["sealed"]);
        server.LogLines.ShouldNotContain(line => line.Contains("Blixen") || line.Contains("rungstedlund"));
    }

    [Fact]
    public async Task RegisterParty_UsedIdWithOtherData_IsRefusedAndChangesNothing()
    {
        await using var server = await StartAsync();
        var registered = await RegisterAsync(server);

        await RegisterAsync(server, Isak).ShouldBeAsync(StatusCode.AlreadyExists, "REQUEST_ID_REUSED");
        await RegisterAsync(server, new PersonalData { FullName = Karen.FullName }).ShouldBeAsync(StatusCode.AlreadyExists, "REQUEST_ID_REUSED");

        _ledger.Submitted.ShouldBe(["StorePersonalData", "RegisterParty"]);
        await RegisterAsync(server, null).ShouldBeAsync(StatusCode.AlreadyExists, "REQUEST_ID_REUSED");
        (await ReadAsync(server)).PersonalData.ShouldBe(Karen);
        (await RegisterAsync(server)).ShouldBe(registered);
    }

    [Fact]
    public async Task CorrectParty_UsedIdWithOtherData_IsRefusedAndChangesNothing()
    {
        using var state = new StateFolder();
        Party registered, corrected;
        await using (var server = await StartAsync(state))
        {
            registered = await RegisterAsync(server);
            corrected = await CorrectAsync(server);
            await CorrectAsync(server, Karen).ShouldBeAsync(StatusCode.AlreadyExists, "REQUEST_ID_REUSED");
        }

        await using var restarted = await StartAsync(state);
        await CorrectAsync(restarted, Karen).ShouldBeAsync(StatusCode.AlreadyExists, "REQUEST_ID_REUSED");
        (await ReadAsync(restarted)).PersonalData.ShouldBe(Isak);
        (await CorrectAsync(restarted)).ShouldBe(corrected);

        // What a version held is known after it was purged, as long as there is the person's key.
        (await RegisterAsync(restarted)).ShouldBe(registered);
        await RegisterAsync(restarted, Isak).ShouldBeAsync(StatusCode.AlreadyExists, "REQUEST_ID_REUSED");
    }

    [Fact]
    public async Task Repeat_AfterTheErasure_IsAnsweredAlikeWhateverTheData()
    {
        await using var server = await StartAsync();
        await RegisterAsync(server);
        await CorrectAsync(server);
        await EraseAsync(server);

        foreach (var data in new[] { Karen, Isak })
        {
            await RegisterAsync(server, data).ShouldBeRefusedAsync("PARTY_ERASED");
            await CorrectAsync(server, data).ShouldBeRefusedAsync("PARTY_ERASED");
        }
    }

    [Fact]
    public async Task RegisterParty_CommitmentsOfTheClient_AreNotBelieved()
    {
        await using var server = await StartAsync();
        await Parties(server).RegisterPartyAsync(new RegisterPartyRequest
        {
            RequestId = "r1",
            PartyId = "h1",
            PersonalData = Karen,
            CommitmentSha256 = new string('0', 64),
            SealedSha256 = new string('0', 64),
            DataHmacSha256 = new string('0', 64),
        });

        _ledger.Parties["h1"].CommitmentSha256.ShouldNotBe(new string('0', 64));
        FakeLedger.Request<RegisterPartyRequest>(_ledger.Ledger.Submitted.Last()).DataHmacSha256.ShouldNotBe(new string('0', 64));
    }

    [Fact]
    public async Task RegisterParty_BadData_IsRefusedBeforeAnythingIsSent()
    {
        await using var server = await StartAsync();
        var bad = new RegisterPartyRequest { RequestId = "r1", PartyId = "h1", PersonalData = new PersonalData { FullName = "Karen Blixen", DateOfBirth = "17 April" } };

        var error = await Should.ThrowAsync<RpcException>(() => Parties(server).RegisterPartyAsync(bad).ResponseAsync);

        error.Info().Reason.ShouldBe("INVALID_TEXT");
        error.BadRequest()!.FieldViolations.Single().Field.ShouldBe("personalData.dateOfBirth");
        _ledger.Ledger.Submitted.ShouldBeEmpty();
        server.LogLines.ShouldContain(line => line.Contains("INVALID_TEXT"));
        server.LogLines.ShouldNotContain(line => line.Contains("Blixen"));
    }

    [Fact]
    public async Task RegisterParty_WithoutKeys_IsRefusedRatherThanStoredInTheClear()
    {
        await using var server = await GatewayServer.StartAsync(ledger: _ledger.Ledger);

        await RegisterAsync(server).ShouldBeAsync(StatusCode.FailedPrecondition, "PERSONAL_DATA_NOT_CONFIGURED");

        _ledger.Ledger.Submitted.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("StorePersonalData", false)]
    [InlineData("StorePersonalData", true)]
    [InlineData("RegisterParty", false)]
    [InlineData("RegisterParty", true)]
    public async Task RegisterParty_CutShort_IsFinishedWhenItIsRepeated(string transaction, bool applied)
    {
        using var state = new StateFolder();
        await using (var server = await StartAsync(state))
        {
            _ledger.CrashAt(transaction, applied);
            await Should.ThrowAsync<RpcException>(() => RegisterAsync(server));
        }

        await using var restarted = await StartAsync(state);
        await RegisterAsync(restarted);
        (await ReadAsync(restarted)).PersonalData.ShouldBe(Karen);
    }

    [Fact]
    public async Task GetPersonalData_LeavesItsTraceFirst()
    {
        await using var server = await StartAsync();
        await RegisterAsync(server);

        var read = await ReadAsync(server);

        read.PersonalData.ShouldBe(Karen);
        (read.Version, read.CommitmentSha256).ShouldBe((1u, _ledger.Parties["h1"].CommitmentSha256));
        read.Access.Accessed.Actor.ShouldBe("alice");
        _ledger.Accesses.Single().Purpose.ShouldBe(Purpose.Claim);
        read.Salt.ShouldBeEmpty();
        read.CommittedJson.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task GetPersonalData_WhoseTraceIsNotCertain_ReadsNothing(bool recorded)
    {
        await using var server = await StartAsync();
        await RegisterAsync(server);
        _ledger.CrashAt("RecordAccess", recorded);

        await Should.ThrowAsync<RpcException>(() => ReadAsync(server));

        _ledger.Ledger.Evaluated.ShouldNotContain(call => call.Transaction == "GetPersonalData");
    }

    [Fact]
    public async Task GetPersonalData_OnRequestOfThePerson_CanBeProvedByAnybody()
    {
        await using var server = await StartAsync();
        await RegisterAsync(server);

        var copy = await ReadAsync(server, Purpose.DataSubjectRequest);

        var committed = SHA256.HashData([.. copy.Salt.Span, .. Encoding.UTF8.GetBytes(copy.CommittedJson)]);
        Convert.ToHexStringLower(committed).ShouldBe(_ledger.Parties["h1"].CommitmentSha256);

        // At another organization, with nothing but the channel.
        await using var elsewhere = await GatewayServer.StartAsync(OrganizationKind.Regulator, ledger: _ledger.Ledger);
        var proof = new VerifyPersonalDataRequest { PartyId = "h1", PersonalData = Karen, Salt = copy.Salt };
        var auditor = new Parties.PartiesClient(elsewhere.As("auditor"));
        (await auditor.VerifyPersonalDataAsync(proof)).ShouldBe(new VerifyPersonalDataResponse
        {
            Matches = true,
            Version = 1,
            CommitmentSha256 = copy.CommitmentSha256,
        });
        proof.PersonalData = Isak;
        (await auditor.VerifyPersonalDataAsync(proof)).ShouldBe(new VerifyPersonalDataResponse());
        _ledger.Accesses.Count.ShouldBe(1);
        proof.Salt = Google.Protobuf.ByteString.Empty;
        await auditor.VerifyPersonalDataAsync(proof).ResponseAsync.ShouldBeAsync(StatusCode.PermissionDenied, "SALT_REQUIRED");
        proof.Salt = Google.Protobuf.ByteString.CopyFrom(1, 2);
        await auditor.VerifyPersonalDataAsync(proof).ResponseAsync.ShouldBeAsync(StatusCode.InvalidArgument, "INVALID_ARGUMENT");
        proof.PersonalData = null;
        await auditor.VerifyPersonalDataAsync(proof).ResponseAsync.ShouldBeAsync(StatusCode.InvalidArgument, "REQUIRED");
    }

    [Fact]
    public async Task VerifyPersonalData_OfItsOwn_NeedsNoSaltButLeavesATrace()
    {
        await using var server = await StartAsync();
        await RegisterAsync(server);
        var request = new VerifyPersonalDataRequest { PartyId = "h1", PersonalData = Karen, Purpose = Purpose.Contract };

        (await Parties(server).VerifyPersonalDataAsync(request)).Matches.ShouldBeTrue();
        request.PersonalData = Isak;
        (await Parties(server, "claims-handler").VerifyPersonalDataAsync(request)).Matches.ShouldBeFalse();

        _ledger.Accesses.Count.ShouldBe(2);
        foreach (var role in new[] { "finance", "auditor", "admin" })
        {
            await Parties(server, role).VerifyPersonalDataAsync(request).ResponseAsync.ShouldBeAsync(StatusCode.PermissionDenied, "SALT_REQUIRED");
        }

        await new Parties.PartiesClient(server.As("broker", "b1")).VerifyPersonalDataAsync(request).ResponseAsync
            .ShouldBeAsync(StatusCode.PermissionDenied, "SALT_REQUIRED");
    }

    [Fact]
    public async Task CorrectParty_ReplacesAndPurges_AndTheOldCommitmentStillProves()
    {
        await using var server = await StartAsync();
        await RegisterAsync(server);
        var before = await ReadAsync(server, Purpose.DataSubjectRequest);

        (await CorrectAsync(server)).Version.ShouldBe(2u);

        _ledger.Sealed.Keys.ShouldBe(["h1/2"]);
        (await ReadAsync(server)).PersonalData.ShouldBe(Isak);
        var proof = new VerifyPersonalDataRequest { PartyId = "h1", PersonalData = Karen, Salt = before.Salt };
        var verified = await Parties(server).VerifyPersonalDataAsync(proof);
        (verified.Matches, verified.Version, verified.Superseded).ShouldBe((true, 1u, true));
        server.LogLines.ShouldNotContain(line => line.Contains("Dinesen"));
    }

    [Theory]
    [InlineData("StorePersonalData", false)]
    [InlineData("StorePersonalData", true)]
    [InlineData("CorrectParty", true)]
    [InlineData("PurgePersonalData", false)]
    [InlineData("PurgePersonalData", true)]
    public async Task CorrectParty_CutShort_IsFinishedWhenItIsRepeated(string transaction, bool applied)
    {
        using var state = new StateFolder();
        await using (var server = await StartAsync(state))
        {
            await RegisterAsync(server);
            _ledger.CrashAt(transaction, applied);
            await Should.ThrowAsync<RpcException>(() => CorrectAsync(server));
        }

        await using var restarted = await StartAsync(state);
        (await CorrectAsync(restarted)).Version.ShouldBe(2u);
        (await CorrectAsync(restarted)).Version.ShouldBe(2u);
        _ledger.Sealed.Keys.ShouldBe(["h1/2"]);
        (await ReadAsync(restarted)).PersonalData.ShouldBe(Isak);
    }

    [Theory]
    [InlineData("EraseParty", false)]
    [InlineData("EraseParty", true)]
    [InlineData("PurgePersonalData", false)]
    [InlineData("PurgePersonalData", true)]
    public async Task EraseParty_CutShort_IsFinishedWhenItIsRepeated(string transaction, bool applied)
    {
        using var state = new StateFolder();
        byte[] sealedBefore;
        await using (var server = await StartAsync(state))
        {
            await RegisterAsync(server);
            sealedBefore = _ledger.Sealed["h1/1"];
            _ledger.CrashAt(transaction, applied);
            await Should.ThrowAsync<RpcException>(() => EraseAsync(server));
        }

        await using var restarted = await StartAsync(state);

        // Another person at the insurer asks for it once more.
        var erased = await EraseAsync(restarted, applied ? "e2" : "e1");
        erased.Erased.Reason.ShouldBe("asked for");
        erased.CommitmentSha256.ShouldNotBeEmpty();
        _ledger.Sealed.ShouldBeEmpty();
        await ReadAsync(restarted).ShouldBeRefusedAsync("PARTY_ERASED");

        // A copy of the sealed data, from a backup of a peer, opens no more.
        _ledger.Parties["h1"].Erased = null;
        _ledger.Sealed["h1/1"] = sealedBefore;
        await ReadAsync(restarted).ShouldBeAsync(StatusCode.FailedPrecondition, "PERSONAL_DATA_KEY_MISSING");
        await RegisterAsync(restarted).ShouldBeRefusedAsync("PERSONAL_DATA_KEY_STORE_EMPTY");
        _ledger.Sealed["h1/1"].ShouldBe(sealedBefore, "an erased person was sealed again");
    }

    [Theory]
    [InlineData("EraseParty")]
    [InlineData("PurgePersonalData")]
    public async Task EraseParty_CutShortAndNeverRepeated_IsFinishedAtTheNextStart(string transaction)
    {
        using var state = new StateFolder();
        await using (var server = await StartAsync(state))
        {
            await RegisterAsync(server);
            _ledger.CrashAt(transaction, applied: transaction == "EraseParty");
            await Should.ThrowAsync<RpcException>(() => EraseAsync(server));
            _ledger.Sealed.ShouldNotBeEmpty();
        }

        _ledger.RaiseErased("h1", block: 5);
        await using var restarted = await StartAsync(state);

        await Waiting.UntilAsync(() => _ledger.Sealed.Count == 0);
        _ledger.Parties["h1"].Erased = null;
        _ledger.Sealed["h1/1"] = new byte[80];
        await ReadAsync(restarted).ShouldBeAsync(StatusCode.FailedPrecondition, "PERSONAL_DATA_KEY_MISSING");
    }

    [Fact]
    public async Task KeyStore_RestoredFromBeforeAnErasure_LosesTheKeyAgain()
    {
        using var state = new StateFolder();
        using var backup = new StateFolder();
        await using (var server = await StartAsync(state))
        {
            await RegisterAsync(server);
        }

        File.Copy(Path.Combine(state.Path, "person-keys.db"), Path.Combine(backup.Path, "person-keys.db"));
        var sealedBefore = _ledger.Sealed["h1/1"];
        await using (var server = await StartAsync(state))
        {
            await EraseAsync(server);
        }

        _ledger.RaiseErased("h1", block: 5);
        _ledger.RaiseErased("h1", block: 5, insurer: "AnotherMSP");
        await using var restored = await StartAsync(backup);

        await Waiting.UntilAsync(() => _ledger.Submitted.Count(name => name == "PurgePersonalData") == 2);
        _ledger.Parties["h1"].Erased = null;
        _ledger.Sealed["h1/1"] = sealedBefore;
        await ReadAsync(restored).ShouldBeAsync(StatusCode.FailedPrecondition, "PERSONAL_DATA_KEY_MISSING");
    }

    [Fact]
    public async Task GetPersonalData_DamagedOrExchanged_IsReportedAndGivesNothing()
    {
        await using var server = await StartAsync();
        await RegisterAsync(server);
        await Parties(server).RegisterPartyAsync(new RegisterPartyRequest { RequestId = "r2", PartyId = "h2", PersonalData = Isak });
        _ledger.Sealed["h1/1"] = _ledger.Sealed["h2/1"];

        await ReadAsync(server).ShouldBeAsync(StatusCode.DataLoss, "PERSONAL_DATA_DAMAGED");
    }

    private Task<GatewayServer> StartAsync(StateFolder? state = null) =>
        GatewayServer.StartAsync(ledger: _ledger.Ledger, stateDirectory: state?.Path, personalData: true);

    private static Parties.PartiesClient Parties(GatewayServer server, string role = "underwriter") => new(server.As(role));

    private static Task<Party> RegisterAsync(GatewayServer server) => RegisterAsync(server, Karen);

    private static async Task<Party> RegisterAsync(GatewayServer server, PersonalData? data) => await Parties(server).RegisterPartyAsync(
        new RegisterPartyRequest { RequestId = "r1", PartyId = "h1", PersonalData = data });

    private static Task<Party> CorrectAsync(GatewayServer server) => CorrectAsync(server, Isak);

    private static async Task<Party> CorrectAsync(GatewayServer server, PersonalData data) => await Parties(server).CorrectPartyAsync(
        new CorrectPartyRequest { RequestId = "c1", PartyId = "h1", PersonalData = data, Reason = "a pseudonym" });

    private static async Task<Party> EraseAsync(GatewayServer server, string requestId = "e1") => await Parties(server, "admin").ErasePartyAsync(
        new ErasePartyRequest { RequestId = requestId, PartyId = "h1", Reason = "asked for" });

    private static async Task<DisclosedPersonalData> ReadAsync(GatewayServer server, Purpose purpose = Purpose.Claim) =>
        await Parties(server, "claims-handler").GetPersonalDataAsync(new GetPersonalDataRequest { PartyId = "h1", Purpose = purpose });
}
