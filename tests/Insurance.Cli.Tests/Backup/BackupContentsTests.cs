namespace Insurance.Cli.Tests.Backup;

/// <summary>What of a state directory is backed up, and how.</summary>
public sealed class BackupContentsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("insure-contents-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Contents_OfAHome_AreWhatNoStartMakesAgain()
    {
        const string State = "organizations/A/gateway/state/";
        foreach (var file in new[]
        {
            "network.json", "clock", "state.json", "lock", "devledger.json", "mine.txt", "logs/devledger.log", "organizations/A/ca/ca.key",
            "organizations/A/gateway/gateway.json", "organizations/A/gateway/keys/kek-1.kek", "organizations/A/ca/ca.key.new", "callers/A/admin.crt",
            State + "person-keys.db", State + "person-keys.db-wal", State + "person-keys.db-shm", State + "person-keys.db.made", State + "payments.json",
            State + "chain-times.txt", State + "holders.db", State + "holders.db.before-20261130", State + "person-keys.db.open/1/lock",
            "ledger/ledger.db", "ledger/ledger.db-wal", "ledger/ledger.db.damaged", "ledger/height", "ledger/lock", "ledger/moved",
        })
        {
            var path = Path.Combine(_folder, file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, file);
        }

        var contents = new BackupContents(new HomeDirectory(_folder));

        contents.Stores.Select(contents.NameOf).ShouldBe([State + "holders.db", State + "person-keys.db"]);
        contents.Places.Select(contents.NameOf).ShouldBe([State + "payments.json", State + "person-keys.db.made"]);
        contents.BesideLedger.Select(contents.NameOf).ShouldBe(["ledger/moved"]);
        contents.Settings.Select(contents.NameOf).ShouldBe(
            ["network.json", "clock", "organizations/A/ca/ca.key", "organizations/A/gateway/gateway.json", "organizations/A/gateway/keys/kek-1.kek", "callers/A/admin.crt"]);
    }
}
