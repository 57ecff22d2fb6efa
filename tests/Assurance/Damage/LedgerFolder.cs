using System.Text.Json.Nodes;

namespace Assurance.Damage;

/// <summary>A copy of a stopped DevLedger's data, and the same configuration but for where it lies.</summary>
internal sealed class LedgerFolder : IDisposable
{
    private static readonly string[] Names = ["ledger.db", "ledger.db-wal", "height"];

    private readonly string _home;
    private readonly string _folder = Directory.CreateTempSubdirectory("assure-ledger-").FullName;
    private readonly string _configuration;

    public LedgerFolder(TestConsortium consortium)
        : this(consortium.Home, (string)JsonNode.Parse(File.ReadAllText(Path.Combine(consortium.Home, "devledger.json")))!["dataDirectory"]!)
    {
    }

    private LedgerFolder(string home, string from)
    {
        _home = home;
        File.SetUnixFileMode(_folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        foreach (var name in Names.Where(name => File.Exists(Path.Combine(from, name))))
        {
            File.Copy(Path.Combine(from, name), Path.Combine(_folder, name));
        }

        // Beside the original, whose paths may be relative.
        _configuration = Path.Combine(home, $"assure-{Guid.NewGuid():N}.json");
        var settings = JsonNode.Parse(File.ReadAllText(Path.Combine(home, "devledger.json")))!;
        settings["dataDirectory"] = _folder;
        File.WriteAllText(_configuration, settings.ToJsonString());
    }

    public LedgerFolder Copy() => new(_home, _folder);

    /// <summary>Turns over one bit of one of the files; the file and the log for the most part.</summary>
    public (string File, long Place, int Bit) Flip(Random random)
    {
        var files = Names.Select(name => Path.Combine(_folder, name)).Where(file => File.Exists(file) && new FileInfo(file).Length > 0).ToList();
        var path = files[random.Next(10) switch { < 5 => 0, < 9 => Math.Min(1, files.Count - 1), _ => files.Count - 1 }];
        return BitFlip.In(path, random);
    }

    public Task<LedgerStart> StartAsync() => LedgerStart.Of(_configuration);

    public void Dispose()
    {
        File.Delete(_configuration);
        Directory.Delete(_folder, recursive: true);
    }
}
