namespace Insurance.Gateway.Tests.Privacy;

/// <summary>Key stores and keys that are not what they were: named, and never made anew.</summary>
public sealed class LostKeyStoreTests : IDisposable
{
    private static readonly byte[] Right = [.. Enumerable.Range(1, 32).Select(number => (byte)number)];
    private readonly StateFolder _state = new();
    private readonly string _kek;

    public LostKeyStoreTests()
    {
        _kek = Path.Combine(_state.Path, "kek");
        // As GatewayServer has it.
        File.WriteAllBytes(_kek, Right);
    }

    public void Dispose() => _state.Dispose();

    [Fact]
    public void Check_NewStore_FindsNothing()
    {
        Findings().ShouldBeEmpty();
        Findings().ShouldBeEmpty();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Check_StoreGoneOrEmpty_IsNamedAndNotMadeAnew(bool empty)
    {
        Write("p-1");
        Remove();
        if (empty)
        {
            File.WriteAllBytes(_state.PersonKeys, []);
        }

        Findings().ShouldHaveSingleItem().ShouldBe("Fatal KEY_STORE_MISSING");
        Findings().ShouldHaveSingleItem().ShouldBe("Fatal KEY_STORE_MISSING");

        File.Exists(_state.PersonKeys).ShouldBe(empty);
    }

    [Fact]
    public void Check_AnotherEmptyStoreInItsPlace_IsNamed()
    {
        Write("p-1");
        Remove();
        using (var connection = new SqliteConnection($"Data Source={_state.PersonKeys};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "CREATE TABLE t (x)";
            command.ExecuteNonQuery();
        }

        Findings().ShouldHaveSingleItem().ShouldBe("Fatal KEY_STORE_EMPTY");
    }

    [Fact]
    public void Check_StoreOfAnotherGateway_IsNamed()
    {
        using var other = new StateFolder();
        Write("p-1");
        using (PersonKeyStore.Open(other.PersonKeys, Keys()))
        {
        }

        Remove();
        File.Copy(other.PersonKeys, _state.PersonKeys);

        Findings().ShouldHaveSingleItem().ShouldBe("Fatal KEY_STORE_EXCHANGED");
    }

    [Fact]
    public void Check_RestoredFromABackup_FindsNothing()
    {
        Write("p-1");
        using var backup = _state.AfterAKill();
        Write("p-2");
        Remove();
        File.Copy(backup.PersonKeys, _state.PersonKeys);

        Findings().ShouldBeEmpty();
    }

    [Fact]
    public void Check_KeyEncryptionKeyExchanged_IsNamed()
    {
        Write("p-1");
        File.WriteAllBytes(_kek, [.. Enumerable.Repeat((byte)2, 32)]);

        Findings().ShouldHaveSingleItem().ShouldBe("Fatal KEY_ENCRYPTION_KEY_EXCHANGED");

        // Also where the store's own proof of the key is gone.
        Change("DELETE FROM key_encryption_keys");
        Findings().ShouldHaveSingleItem().ShouldBe("Fatal KEY_ENCRYPTION_KEY_EXCHANGED");
        File.WriteAllBytes(_kek, Right);
        Findings().ShouldBeEmpty();
    }

    [Fact]
    public void Check_KeyEncryptionKeyCut_IsNamed()
    {
        File.WriteAllBytes(_kek, new byte[31]);
        Findings().ShouldHaveSingleItem().ShouldBe("Fatal KEY_ENCRYPTION_KEY_UNUSABLE");
    }

    [Fact]
    public void Check_NoDatabase_IsNamed()
    {
        File.WriteAllText(_state.PersonKeys, new string('x', 5000));
        Findings().ShouldHaveSingleItem().ShouldBe("Fatal KEY_STORE_UNUSABLE");
    }

    [Fact]
    public void Check_DamagedKey_IsNamedAndNotMadeAnew()
    {
        Write("p-1", "p-2");
        Change("UPDATE person_keys SET wrapped = randomblob(length(wrapped)) WHERE party = 'p-2'");

        var finding = PersonalDataChecks.Run(Settings()).Single(item => item.Code != "KEY_READABLE_BY_OTHERS");

        (finding.Kind, finding.Code).ShouldBe((FindingKind.Warning, "PERSON_KEY_DAMAGED"));
        finding.Message.ShouldContain("p-2");
        using var store = PersonKeyStore.Open(_state.PersonKeys, Keys());
        Should.Throw<System.Security.Cryptography.CryptographicException>(() => store.Begin("p-2", 1, DateTimeOffset.UnixEpoch));
        Should.Throw<KeyStoreException>(() => store.Rewrap()).Message.ShouldContain("PERSON_KEY_DAMAGED");
        store.Erase("p-2");
        store.Damaged().ShouldBeEmpty();
    }

    [Fact]
    public async Task GetPersonalData_DamagedKey_IsReportedWithACode()
    {
        var ledger = new PartyLedger();
        await using var server = await GatewayServer.StartAsync(ledger: ledger.Ledger, stateDirectory: _state.Path, personalData: true);
        await RegisterAsync(server, "h1");
        Change("UPDATE person_keys SET wrapped = randomblob(length(wrapped))");

        await new Parties.PartiesClient(server.As("claims-handler"))
            .GetPersonalDataAsync(new GetPersonalDataRequest { PartyId = "h1", Purpose = Purpose.Claim }).ResponseAsync
            .ShouldBeAsync(StatusCode.DataLoss, "PERSONAL_DATA_KEY_DAMAGED");
        await new Parties.PartiesClient(server.As("underwriter")).CorrectPartyAsync(
            new CorrectPartyRequest { RequestId = "c", PartyId = "h1", Reason = "r", PersonalData = new PersonalData { FullName = "A" } }).ResponseAsync
            .ShouldBeAsync(StatusCode.DataLoss, "PERSONAL_DATA_KEY_DAMAGED");
        ledger.Submitted.Count(name => name == "StorePersonalData").ShouldBe(1);
    }

    [Fact]
    public async Task EmptyStore_WhileTheLedgerHoldsPersons_RegistersNobody()
    {
        var ledger = new PartyLedger();
        await using (var first = await GatewayServer.StartAsync(ledger: ledger.Ledger, stateDirectory: _state.Path, personalData: true))
        {
            await RegisterAsync(first, "h1");
        }

        // The whole state directory is another one.
        using var elsewhere = new StateFolder();
        await using (var second = await GatewayServer.StartAsync(ledger: ledger.Ledger, stateDirectory: elsewhere.Path, personalData: true))
        {
            await RegisterAsync(second, "h2").ShouldBeAsync(StatusCode.FailedPrecondition, "PERSONAL_DATA_KEY_STORE_EMPTY");
        }

        using (var store = PersonKeyStore.Open(elsewhere.PersonKeys, Keys()))
        {
            var ledgerCheck = new KeyStoreCheck(store, Settings(), ledger.Ledger);
            (await ledgerCheck.LookAsync(ledger.Ledger, "auditor", CancellationToken.None))!.Code.ShouldBe("KEY_STORE_EMPTY");
            store.AcceptEmpty(DateTimeOffset.UnixEpoch);
            (await ledgerCheck.LookAsync(ledger.Ledger, "auditor", CancellationToken.None)).ShouldBeNull();
        }

        await using var third = await GatewayServer.StartAsync(ledger: ledger.Ledger, stateDirectory: elsewhere.Path, personalData: true);
        await RegisterAsync(third, "h2");
    }

    [Fact]
    public void BeginAnew_KeepsWhatWasThere_AndRefusesWhileAGatewayRuns()
    {
        Write("p-1");
        using (PersonKeyStore.Open(_state.PersonKeys, Keys()))
        {
            Should.Throw<ConfigurationException>(() => StoreRenewal.Run(Settings(), StoreRenewal.PersonKeys, new MovableTime()))
                .Message.ShouldContain("stop it first");
        }

        StoreRenewal.Run(Settings(), StoreRenewal.PersonKeys, new MovableTime()).ShouldContain(".before-20260401090000");

        Findings().ShouldBeEmpty();
        using (var begun = PersonKeyStore.Open(_state.PersonKeys, Keys()))
        {
            begun.Find("p-1").ShouldBeNull();
            begun.IsBlank.ShouldBeFalse();
        }

        using var kept = PersonKeyStore.Open(_state.PersonKeys + ".before-20260401090000", Keys());
        kept.Find("p-1").ShouldNotBeNull();
    }

    [Fact]
    public async Task HolderStore_Gone_IsNamedAndNotMadeAnew()
    {
        var settings = Settings();
        StateChecks.Run(settings).ShouldBeEmpty();
        var ledger = new FakeLedger();
        ledger.Answer("GetPolicy", new Policy { PolicyId = "p", InsurerMspId = GatewayServer.MspId });
        Task<IssuedHolderToken> IssueAsync(GatewayServer server) => new Insurance.V1.Holders.HoldersClient(server.As("underwriter"))
            .IssueHolderTokenAsync(new IssueHolderTokenRequest { PolicyId = "p" }).ResponseAsync;
        await using (var server = await GatewayServer.StartAsync(ledger: ledger, stateDirectory: _state.Path))
        {
            await IssueAsync(server);
        }

        SqliteConnection.ClearAllPools();
        StateChecks.Run(settings).ShouldBeEmpty();
        File.Delete(settings.HolderGrants);
        StateChecks.Run(settings).ShouldHaveSingleItem().Code.ShouldBe("HOLDER_STORE_MISSING");
        await using (var server = await GatewayServer.StartAsync(ledger: ledger, stateDirectory: _state.Path))
        {
            await Should.ThrowAsync<RpcException>(() => IssueAsync(server));
        }

        File.Exists(settings.HolderGrants).ShouldBeFalse();
        StoreRenewal.Run(settings, StoreRenewal.Holders, new MovableTime()).ShouldContain("begins empty");
        StateChecks.Run(settings).ShouldBeEmpty();
    }

    private static Task<Party> RegisterAsync(GatewayServer server, string partyId) => new Parties.PartiesClient(server.As("underwriter"))
        .RegisterPartyAsync(new RegisterPartyRequest { RequestId = partyId, PartyId = partyId, PersonalData = new PersonalData { FullName = "A" } }).ResponseAsync;

    private IEnumerable<string> Findings() => PersonalDataChecks.Run(Settings())
        .Where(finding => finding.Code != "KEY_READABLE_BY_OTHERS").Select(finding => $"{finding.Kind} {finding.Code}");

    private KeyEncryptionKeys Keys() => KeyEncryptionKeys.Load(Settings().PersonalData!);

    private void Write(params string[] parties)
    {
        using var store = PersonKeyStore.Open(_state.PersonKeys, Keys());
        foreach (var party in parties)
        {
            store.FindOrCreate(party);
        }
    }

    private void Remove()
    {
        foreach (var file in Directory.EnumerateFiles(_state.Path, "person-keys.db*").Where(file => !file.EndsWith(".made", StringComparison.Ordinal)))
        {
            File.Delete(file);
        }
    }

    private void Change(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_state.PersonKeys};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private GatewaySettings Settings() => BareSettings.In(_state.Path) with
    {
        PersonalData = new PersonalDataSettings("k", new Dictionary<string, string> { ["k"] = _kek }),
    };
}
