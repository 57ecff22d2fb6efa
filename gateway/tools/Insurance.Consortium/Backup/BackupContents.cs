namespace Insurance.Consortium.Backup;

/// <summary>Which files of a state directory a backup holds, each by its path there.</summary>
/// <remarks>
/// Not in it: logs, what runs, what every start renders anew, and what the gateways can find out again. The ledger's own folder is
/// copied by the ledger's program.
/// </remarks>
internal sealed class BackupContents(HomeDirectory home)
{
    // SQLite's own; what is being written; what `begin-anew` put aside; the mark of a process that has a store open; a cache of block times.
    private static readonly string[] LeftOut = ["-wal", "-shm", "-journal", ".new"];
    private const string Aside = ".before-";
    private const string Open = ".db.open";
    private const string BlockTimes = "chain-times.txt";
    private const string Store = ".db";

    /// <summary>SQLite files of the gateways, which change while they run.</summary>
    public IReadOnlyList<string> Stores => [.. StateFiles().Where(IsStore)];

    /// <summary>The gateways' other files that change while they run: places in the ledger among them.</summary>
    public IReadOnlyList<string> Places => [.. StateFiles().Where(path => !IsStore(path))];

    /// <summary>What lies in the ledger's folder and is not the ledger, such as how far a clock was moved.</summary>
    public IReadOnlyList<string> BesideLedger =>
        [.. Below(home.LedgerData).Where(path => Path.GetFileName(path) is var name && name is not ("height" or "lock") && !name.StartsWith("ledger.db", StringComparison.Ordinal))];

    /// <summary>Keys, certificates and settings, which change only when a command changes them.</summary>
    public IReadOnlyList<string> Settings =>
    [
        .. new[] { home.RecordFile, home.ClockFile, home.ConsortiumFile }.Where(File.Exists),
        .. new[] { home.Organizations, home.Callers }.SelectMany(Below).Where(path => !IsState(path)),
    ];

    /// <summary>A file's path in the backup.</summary>
    public string NameOf(string path) => Path.GetRelativePath(home.Path, path).Replace(Path.DirectorySeparatorChar, '/');

    private IEnumerable<string> StateFiles() => Below(home.Organizations).Where(IsState);

    private bool IsState(string path) => NameOf(path).Split('/') is [_, var mspId, ..] && path.StartsWith(home.GatewayState(mspId) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static bool IsStore(string path) => path.EndsWith(Store, StringComparison.Ordinal);

    private static IEnumerable<string> Below(string folder) => Directory.Exists(folder)
        ? Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint })
            .Where(path => LeftOut.All(ending => !path.EndsWith(ending, StringComparison.Ordinal))
                && !path.Contains(Open + Path.DirectorySeparatorChar, StringComparison.Ordinal)
                && Path.GetFileName(path) is var name && name != BlockTimes && !name.Contains(Aside, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
        : [];
}
