namespace Insurance.Gateway.Tests;

public sealed class SettingsTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("settings-test-").FullName;

    public SettingsTests()
    {
        Directory.CreateDirectory(Path.Combine(_directory, "tls"));
        File.WriteAllText(Path.Combine(_directory, "tls", "file.pem"), "");
    }

    [Fact]
    public void Load_Complete_ReadsEverything()
    {
        var settings = Load(Complete());

        settings.Organization.ShouldBe(new OrganizationSettings("InsurerOneMSP", "Insurer One", OrganizationKind.Insurer));
        settings.Tls.Certificate.ShouldBe(Path.Combine(_directory, "tls", "file.pem"));
        settings.Channel.ShouldBe("insurance");
        settings.Identities.Keys.ShouldBe(["finance"]);
        settings.Timeouts.Evaluate.ShouldBe(TimeSpan.FromSeconds(3));
        settings.Timeouts.Endorse.ShouldBe(TimeSpan.FromSeconds(15));
        settings.StateDirectory.ShouldBe(Path.Combine(_directory, "state"));
    }

    [Fact]
    public void Load_FurtherPeers_AreReadInOrderAndChecked()
    {
        var values = Complete();
        values["Gateway:Peer:Others:0:Endpoint"] = "https://127.0.0.1:7052";
        values["Gateway:Peer:Others:0:ServerName"] = "peer1";
        values["Gateway:Peer:Others:1:Endpoint"] = "https://127.0.0.1:7053";

        var peer = Load(values).Peer;
        peer.Others.Select(other => (other.Endpoint.Port, other.ServerName, other.TlsRoot)).ShouldBe([(7052, "peer1", peer.TlsRoot), (7053, null, peer.TlsRoot)]);

        values["Gateway:Peer:Others:1:Endpoint"] = "127.0.0.1:7053";
        Should.Throw<ConfigurationException>(() => Load(values)).Problems
            .ShouldBe(["Gateway:Peer:Others:1:Endpoint must be an https address such as https://127.0.0.1:7051, not '127.0.0.1:7053'."]);
    }

    [Fact]
    public void Load_SeveralProblems_ReportsThemAllAtOnce()
    {
        var values = Complete();
        values.Remove("Gateway:Organization:MspId");
        values["Gateway:Organization:Kind"] = "bank";
        values["Gateway:Listen"] = "somewhere";
        values["Gateway:Peer:Endpoint"] = "http://127.0.0.1:7051";
        values["Gateway:Tls:Key"] = "tls/none.pem";
        values["Gateway:Timeouts:Evaluate"] = "10";
        values["Gateway:Limits:InFlight"] = "-1";
        values["Gateway:Limit:InFlight"] = "5";
        values["Gateway:Identities:janitor:Key"] = "x";

        Should.Throw<ConfigurationException>(() => Load(values)).Problems.ShouldBe(
            [
                "Gateway:Organization:MspId is missing.",
                "Gateway:Organization:Kind must be insurer, reinsurer or regulator, not 'bank'.",
                "Gateway:Listen must be an IP address and a port such as 127.0.0.1:7080, not 'somewhere'.",
                $"Gateway:Tls:Key names the file '{Path.Combine(_directory, "tls", "none.pem")}', which does not exist.",
                "Gateway:Peer:Endpoint must be an https address such as https://127.0.0.1:7051, not 'http://127.0.0.1:7051'.",
                "Gateway:Timeouts:Evaluate must be a duration hh:mm:ss above zero and at most one hour, not '10'.",
                "Gateway:Limits:InFlight must be a whole number from 1 to 100000, not '-1'.",
                "Gateway:Identities:janitor is not a setting.",
                "Gateway:Limit is not a setting.",
            ],
            ignoreOrder: true);
    }

    [Fact]
    public void Load_Jobs_AreOffUnlessTheirIntervalIsGiven()
    {
        Load(Complete()).Jobs.ShouldBeEmpty();
        var values = Complete();
        values["Gateway:Jobs:Lapse:Interval"] = "00:10:00";
        values["Gateway:Jobs:Lapse:MostPerRun"] = "20";

        Load(values).Jobs.ShouldBe(new Dictionary<Job, JobSettings> { [Job.Lapse] = new() { Interval = TimeSpan.FromMinutes(10), MostPerRun = 20 } });
    }

    [Theory]
    [InlineData("Lapse:Interval", "10", "Jobs:Lapse:Interval must be a duration such as 01:00:00, above zero and at most 7.00:00:00, not '10'.")]
    [InlineData("Lapse:Interval", "8.00:00:00", "Jobs:Lapse:Interval must be a duration such as 01:00:00, above zero and at most 7.00:00:00, not '8.00:00:00'.")]
    [InlineData("Lapse:MostPerRun", "5", "Jobs:Lapse:Interval is missing: without it the job is off, and nothing else of it may be set.")]
    [InlineData("Expire:Interval", "01:00:00", "Jobs:Expire needs the identity of the role underwriter, which Identities does not hold.")]
    [InlineData("Laps:Interval", "01:00:00", "Jobs:Laps is not a setting.")]
    public void Load_JobThatCannotBe_IsReported(string name, string value, string problem)
    {
        var values = Complete();
        values["Gateway:Jobs:" + name] = value;
        Should.Throw<ConfigurationException>(() => Load(values)).Problems.ShouldBe(["Gateway:" + problem]);
    }

    [Fact]
    public void Load_JobOfAReinsurer_IsReported()
    {
        var values = Complete();
        values["Gateway:Organization:Kind"] = "reinsurer";
        values["Gateway:Jobs:Lapse:Interval"] = "01:00:00";
        Should.Throw<ConfigurationException>(() => Load(values)).Problems.ShouldBe(["Gateway:Jobs:Lapse is for insurers: nobody else has policies."]);
    }

    [Fact]
    public void Load_MovableClock_IsAFileThatIsThere()
    {
        Load(Complete()).MovableClock.ShouldBeNull();
        var values = Complete();
        values["Gateway:MovableClock"] = "tls/file.pem";
        Load(values).MovableClock.ShouldBe(Path.Combine(_directory, "tls", "file.pem"));
        values["Gateway:MovableClock"] = "tls/none";
        Should.Throw<ConfigurationException>(() => Load(values)).Problems.Single().ShouldStartWith("Gateway:MovableClock names the file");
    }

    [Fact]
    public void Load_Holders_ReadsEverything()
    {
        var values = Complete();
        values["Gateway:Holders:Contact"] = "claims@one.example";
        values["Gateway:Holders:Languages:zh-Hans:Contact"] = "理赔热线";
        values["Gateway:Holders:Languages:en:Complaints"] = "Complain to the ombudsman.";
        values["Gateway:Holders:Listen"] = "127.0.0.1:8541";
        values["Gateway:Holders:Certificate"] = "tls/file.pem";
        values["Gateway:Holders:Key"] = "tls/file.pem";
        values["Gateway:Holders:TimeZone"] = "America/New_York";
        values["Gateway:Holders:TermsAddress"] = "https://one.example/{sha256}.pdf";

        var holders = Load(values).Holders;

        holders.Listen!.Port.ShouldBe(8541);
        holders.Certificate.ShouldBe(new HolderCertificate(Path.Combine(_directory, "tls", "file.pem"), Path.Combine(_directory, "tls", "file.pem")));
        holders.TimeZone.ShouldBe("America/New_York");
        holders.In("zh-Hans").ShouldBe(new HolderPhrases("理赔热线", null));
        holders.In("en").ShouldBe(new HolderPhrases("claims@one.example", "Complain to the ombudsman."));
        holders.AddressOfTerms("p/1", 2, "ab").ShouldBe("https://one.example/ab.pdf");
        (Load(Complete()).Holders.Listen, Load(Complete()).Holders.TimeZone).ShouldBe((null, "UTC"));
    }

    [Fact]
    public void Load_HoldersThatCannotBe_ReportsThemAll()
    {
        var values = Complete();
        values["Gateway:Holders:Listen"] = "there";
        values["Gateway:Holders:TimeZone"] = "Middle/Earth";
        values["Gateway:Holders:TermsAddress"] = "http://one.example/{sha256}";
        values["Gateway:Holders:Languages:da:Contact"] = "os";

        Should.Throw<ConfigurationException>(() => Load(values)).Problems.ShouldBe(
            [
                "Gateway:Holders:Listen must be an IP address and a port such as 127.0.0.1:7443, not 'there'.",
                "Gateway:Holders:TimeZone must be a name of the tz database such as Europe/Copenhagen, not 'Middle/Earth'.",
                "Gateway:Holders:TermsAddress must be an https address with at least one of {sha256}, {productId}, {version}, not 'http://one.example/{sha256}'.",
                "Gateway:Holders:Languages:da is not a setting.",
            ],
            ignoreOrder: true);
        values = Complete();
        values["Gateway:Holders:Certificate"] = "tls/file.pem";
        Should.Throw<ConfigurationException>(() => Load(values)).Problems.ShouldBe(
            ["Gateway:Holders:Certificate is for Gateway:Holders:Listen, which is missing.", "Gateway:Holders:Key is missing."], ignoreOrder: true);
    }

    [Fact]
    public void Load_Fingerprints_ReadsTheNewestAndTheOthers()
    {
        var values = Complete();
        values["Gateway:Fingerprints:Key"] = "tls/file.pem";
        values["Gateway:Fingerprints:SearchKeys:0"] = "tls/file.pem";

        var fingerprints = Load(values).Fingerprints!;

        fingerprints.Key.ShouldBe(Path.Combine(_directory, "tls", "file.pem"));
        fingerprints.SearchKeys.ShouldHaveSingleItem();
        Load(Complete()).Fingerprints.ShouldBeNull();
        var file = Path.Combine(_directory, "empty.json");
        File.WriteAllText(file, """{"Gateway":{"Fingerprints":{"Key":"tls/file.pem","SearchKeys":[]}}}""");
        var none = new ConfigurationBuilder().AddInMemoryCollection(Complete()).AddJsonFile(file).Build();
        SettingsLoader.Load(none, _directory).Fingerprints!.SearchKeys.ShouldBeEmpty();
    }

    [Fact]
    public void Load_FingerprintsOfANonInsurer_TooManyOrWithoutTheNewest_ReportsThemAll()
    {
        var values = Complete();
        values["Gateway:Organization:Kind"] = "reinsurer";
        for (var number = 0; number < 4; number++)
        {
            values[$"Gateway:Fingerprints:SearchKeys:{number}"] = "tls/file.pem";
        }

        Should.Throw<ConfigurationException>(() => Load(values)).Problems.ShouldBe(
            [
                "Gateway:Fingerprints is for insurers: nobody else may hold their common key.",
                "Gateway:Fingerprints:SearchKeys names 4 files; 3 at most.",
                "Gateway:Fingerprints:Key is missing.",
            ],
            ignoreOrder: true);
    }

    [Fact]
    public void Load_KeyEncryptionKeys_AreReadById()
    {
        var values = Complete();
        values["Gateway:PersonalData:CurrentKey"] = "kek-2";
        values["Gateway:PersonalData:Keys:kek-1"] = "tls/file.pem";
        values["Gateway:PersonalData:Keys:kek-2"] = "tls/file.pem";

        var settings = Load(values);

        settings.PersonalData!.CurrentKey.ShouldBe("kek-2");
        settings.PersonalData.Keys.Keys.ShouldBe(["kek-1", "kek-2"], ignoreOrder: true);
        settings.PersonKeys.ShouldBe(Path.Combine(_directory, "state", "person-keys.db"));
    }

    [Theory]
    [InlineData(null, "kek-1", "Gateway:PersonalData:CurrentKey is missing.")]
    [InlineData("kek-2", "kek-1", "Gateway:PersonalData:CurrentKey must be one of PersonalData:Keys, not 'kek-2'.")]
    public void Load_CurrentKeyThatIsNotThere_IsReported(string? current, string key, string problem)
    {
        var values = Complete();
        values["Gateway:PersonalData:CurrentKey"] = current;
        values["Gateway:PersonalData:Keys:" + key] = "tls/file.pem";

        Should.Throw<ConfigurationException>(() => Load(values)).Problems.ShouldBe([problem]);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static Dictionary<string, string?> Complete() => new()
    {
        ["Gateway:Organization:MspId"] = "InsurerOneMSP",
        ["Gateway:Organization:Name"] = "Insurer One",
        ["Gateway:Organization:Kind"] = "Insurer",
        ["Gateway:Tls:Certificate"] = "tls/file.pem",
        ["Gateway:Tls:Key"] = "tls/file.pem",
        ["Gateway:Tls:ClientCa"] = "tls/file.pem",
        ["Gateway:Peer:Endpoint"] = "https://127.0.0.1:7051",
        ["Gateway:Peer:TlsRoot"] = "tls/file.pem",
        ["Gateway:Identities:finance:Certificate"] = "tls/file.pem",
        ["Gateway:Identities:finance:Key"] = "tls/file.pem",
        ["Gateway:Timeouts:Evaluate"] = "00:00:03",
    };

    private GatewaySettings Load(Dictionary<string, string?> values) =>
        SettingsLoader.Load(new ConfigurationBuilder().AddInMemoryCollection(values).Build(), _directory);
}
