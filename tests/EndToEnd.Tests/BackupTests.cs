using Microsoft.Data.Sqlite;

namespace EndToEnd.Tests;

/// <summary>A consortium that is backed up while it works, and restored; and one that begins anew.</summary>
[Trait(LedgerUnderTest.Trait, LedgerUnderTest.DevLedger)]
public sealed class BackupTests : IDisposable
{
    private readonly TemporaryHome _folder = new();

    private string Archive => _folder.File("backup.tar");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Backup_OfAConsortiumUnderLoad_RestoresEveryRecordAcknowledgedBeforeAndItsPersonalData()
    {
        await using var original = await TestConsortium.StartAsync();
        var erased = await RegisterAndEraseAsync(original);
        var load = new RegistrationLoad(original);
        var before = new ConcurrentDictionary<string, string>();
        CommandResult? backup = null;

        await load.RunAsync(80, async () =>
        {
            before = new ConcurrentDictionary<string, string>(load.Acknowledged);
            backup = await InsureCommand.RunAsync("backup", Archive, "--home", original.Home);
        });

        backup.ShouldNotBeNull().ShouldExitWith(0).Output.ShouldContain("blocks and");
        load.Unanswered.ShouldBeEmpty("nobody was turned away for the backup");
        load.Acknowledged.Count.ShouldBeGreaterThan(before.Count, "the load went on meanwhile");
        File.GetUnixFileMode(Archive).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Directory.EnumerateFileSystemEntries(_folder.Path).ShouldBe([Archive]);

        await using var restored = await TestConsortium.RestoreAsync(Archive);

        (await NotesAsync(restored)).ShouldBe("""{"status":"ok"}""");
        foreach (var file in new[] { original.CaCertificate(TestConsortium.Aurora), original.CaKey(TestConsortium.Meridian), original.CallerKey(TestConsortium.Aurora, "admin") })
        {
            var relative = Path.GetRelativePath(original.Home, file);
            (await File.ReadAllBytesAsync(Path.Combine(restored.Home, relative))).ShouldBe(await File.ReadAllBytesAsync(file), relative);
        }

        var found = 0;
        foreach (var party in load.Acknowledged.Keys)
        {
            var there = await IsThereAsync(restored, party);
            (there || !before.ContainsKey(party)).ShouldBeTrue($"{party} was acknowledged before the backup");
            found += there ? 1 : 0;
        }

        found.ShouldBeGreaterThanOrEqualTo(before.Count);
        Count(restored, $"person_keys WHERE party = '{erased}'").ShouldBe(0);
        await Waiting.EventuallyAsync(
            () => Task.FromResult(Count(restored, "pending WHERE state <> 2") == 0 ? true : throw new TimeoutException("Something is unfinished.")),
            exception => exception is TimeoutException);

        // It goes on: what was not in the backup can be registered again.
        var again = load.Acknowledged.Keys.Where(party => !before.ContainsKey(party)).First();
        await Parties(restored, "underwriter").RegisterPartyAsync(Registration(again));
        (await IsThereAsync(restored, again)).ShouldBeTrue();
    }

    [Fact]
    public async Task Backup_OfAStoppedConsortium_IsRefusedWhereItCannotBeWhatItSays()
    {
        (await InsureCommand.RunAsync("backup", Archive, "--home", _folder.File("none"))).ShouldExitWith(2).Errors.ShouldContain("BACKUP_NO_CONSORTIUM");
        Directory.Exists(_folder.File("none")).ShouldBeFalse();

        string archive;
        await using (var consortium = await TestConsortium.StartAsync())
        {
            var party = await RegisterAsync(consortium, "party-stopped");
            (await InsureCommand.RunAsync("down", "--home", consortium.Home)).ShouldExitWith(0);
            (await InsureCommand.RunAsync("backup", Archive, "--home", consortium.Home)).ShouldExitWith(0);
            archive = Archive;

            (await InsureCommand.RunAsync("backup", Archive, "--home", consortium.Home)).ShouldExitWith(2).Errors.ShouldContain("BACKUP_EXISTS");
            (await InsureCommand.RunAsync("backup", _folder.File("no", "where.tar"), "--home", consortium.Home)).ShouldExitWith(2).Errors.ShouldContain("BACKUP_NO_DIRECTORY");
            (await InsureCommand.RunAsync("restore", Archive, "--home", consortium.Home)).ShouldExitWith(2).Errors.ShouldContain("RESTORE_TARGET_NOT_EMPTY");

            // A damaged ledger is not copied as if it were whole.
            var ledger = Path.Combine(consortium.Home, "ledger", "ledger.db");
            var whole = await File.ReadAllBytesAsync(ledger);
            var damaged = whole.ToArray();
            damaged[^8000] ^= 1;
            await File.WriteAllBytesAsync(ledger, damaged);
            (await InsureCommand.RunAsync("backup", _folder.File("damaged.tar"), "--home", consortium.Home)).ShouldExitWith(1).Errors.ShouldContain("BACKUP_LEDGER_DAMAGED");
            await File.WriteAllBytesAsync(ledger, whole);
            Directory.EnumerateFileSystemEntries(_folder.Path).ShouldBe([Archive]);
            (await RegisteredAsync(archive, party)).ShouldBeTrue();
        }
    }

    [Fact]
    public async Task Reset_KeepCertificates_BeginsAnewOnTheSamePortsWithTheSameCertificates()
    {
        await using var consortium = await TestConsortium.StartAsync();
        var party = await RegisterAsync(consortium, "party-reset");
        var addresses = consortium.Processes.Select(process => (process.Name, process.Address)).Order().ToList();
        var certificates = Certificates(consortium);

        (await InsureCommand.RunAsync("reset", "--keep-certificates", "--yes", "--home", consortium.Home)).ShouldExitWith(2).Errors.ShouldContain("CONSORTIUM_RUNS");
        (await IsThereAsync(consortium, party)).ShouldBeTrue();
        (await InsureCommand.RunAsync("down", "--home", consortium.Home)).ShouldExitWith(0);
        (await InsureCommand.RunAsync("reset", "--keep-certificates", "--home", consortium.Home)).ShouldExitWith(2).Errors.ShouldContain("RESET_NOT_CONFIRMED");
        File.Exists(Path.Combine(consortium.Home, "ledger", "ledger.db")).ShouldBeTrue();
        (await InsureCommand.RunAsync("reset", "--keep-certificates", "--yes", "--home", consortium.Home)).ShouldExitWith(0);

        Directory.Exists(Path.Combine(consortium.Home, "ledger")).ShouldBeFalse();
        File.Exists(KeyStore(consortium)).ShouldBeFalse();
        Certificates(consortium).ShouldBe(certificates);

        (await InsureCommand.RunAsync("up", "--home", consortium.Home)).ShouldExitWith(0);
        RunningProcess.Parse((await InsureCommand.RunAsync("status", "--home", consortium.Home, "--json")).ShouldExitWith(0).Output)
            .Select(process => (process.Name, process.Address)).Order().ShouldBe(addresses);
        Certificates(consortium).ShouldBe(certificates);
        (await IsThereAsync(consortium, party)).ShouldBeFalse();
        (await NotesAsync(consortium)).ShouldBe("""{"status":"ok"}""");
        await Parties(consortium, "underwriter").RegisterPartyAsync(Registration(party));
        (await IsThereAsync(consortium, party)).ShouldBeTrue();

        // Without the option the certificates are made anew, on the ports that others know.
        (await InsureCommand.RunAsync("down", "--home", consortium.Home)).ShouldExitWith(0);
        (await InsureCommand.RunAsync("reset", "--yes", "--home", consortium.Home)).ShouldExitWith(0);
        Directory.Exists(Path.Combine(consortium.Home, "organizations")).ShouldBeFalse();
        (await InsureCommand.RunAsync("up", "--home", consortium.Home)).ShouldExitWith(0);
        RunningProcess.Parse((await InsureCommand.RunAsync("status", "--home", consortium.Home, "--json")).ShouldExitWith(0).Output)
            .Select(process => (process.Name, process.Address)).Order().ShouldBe(addresses);
        // What was issued is kept by its serial number.
        static IEnumerable<string> Named(IEnumerable<string> paths) => paths.Where(path => !path.Contains("/issued/", StringComparison.Ordinal));
        Named(Certificates(consortium).Keys).ShouldBe(Named(certificates.Keys));
        Certificates(consortium).ShouldNotBe(certificates);
    }

    private static Parties.PartiesClient Parties(TestConsortium consortium, string role) => new(consortium.Channel(TestConsortium.Aurora, role));

    private static RegisterPartyRequest Registration(string partyId) => new()
    {
        RequestId = "register-" + partyId,
        PartyId = partyId,
        PersonalData = new PersonalData { FullName = "A. Person", DateOfBirth = "1980-02-29" },
    };

    private static async Task<string> RegisterAsync(TestConsortium consortium, string partyId)
    {
        await Parties(consortium, "underwriter").RegisterPartyAsync(Registration(partyId));
        return partyId;
    }

    private static async Task<string> RegisterAndEraseAsync(TestConsortium consortium)
    {
        var party = await RegisterAsync(consortium, "party-erased");
        await Parties(consortium, "admin").ErasePartyAsync(new ErasePartyRequest { RequestId = "erase", PartyId = party, Reason = "asked for" });
        return party;
    }

    /// <summary>Whether a person is registered; one who is has personal data that can be read.</summary>
    private static async Task<bool> IsThereAsync(TestConsortium consortium, string partyId)
    {
        try
        {
            await Parties(consortium, "auditor").GetPartyAsync(new GetPartyRequest { PartyId = partyId });
        }
        catch (RpcException error) when (error.StatusCode == StatusCode.NotFound)
        {
            return false;
        }

        var read = await Parties(consortium, "claims-handler").GetPersonalDataAsync(new GetPersonalDataRequest { PartyId = partyId, Purpose = Purpose.Contract });
        read.PersonalData.FullName.ShouldBe("A. Person", partyId);
        return true;
    }

    private static async Task<bool> RegisteredAsync(string archive, string partyId)
    {
        await using var restored = await TestConsortium.RestoreAsync(archive);
        return await IsThereAsync(restored, partyId);
    }

    private static async Task<string> NotesAsync(TestConsortium consortium) => await consortium.Http(TestConsortium.Aurora, "auditor").GetStringAsync("/readyz");

    private static string KeyStore(TestConsortium consortium) => Path.Combine(
        Path.GetDirectoryName(consortium.GatewayConfiguration(TestConsortium.Aurora))!, "state", "person-keys.db");

    private static SortedDictionary<string, string> Certificates(TestConsortium consortium) => new(
        new[] { "organizations", "callers" }.SelectMany(part => Directory.EnumerateFiles(Path.Combine(consortium.Home, part), "*", SearchOption.AllDirectories))
            .Where(path => Path.GetExtension(path) is ".crt" or ".key" or ".pem" or ".kek")
            .ToDictionary(path => Path.GetRelativePath(consortium.Home, path), path => Convert.ToHexString(File.ReadAllBytes(path))),
        StringComparer.Ordinal);

    private static long Count(TestConsortium consortium, string table)
    {
        using var connection = new SqliteConnection($"Data Source={KeyStore(consortium)};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT COUNT(*) FROM " + table;
        return (long)command.ExecuteScalar()!;
    }
}
