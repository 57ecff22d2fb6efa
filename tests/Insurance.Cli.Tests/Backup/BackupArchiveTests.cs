using System.Formats.Tar;
using System.Text;

namespace Insurance.Cli.Tests.Backup;

/// <summary>An archive is taken whole or not at all.</summary>
public sealed class BackupArchiveTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("insure-backup-").FullName;

    private string Archive => Path.Combine(_folder, "backup.tar");

    private HomeDirectory Home => new(Path.Combine(_folder, "home"));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Restore_WholeArchive_WritesItsFilesForTheirOwnerAlone()
    {
        await WriteAsync(("network.json", "{}"), ("organizations/A/ca/ca.key", "key"), ("ledger/ledger.db", new string('x', 300_000)));

        var manifest = await RestoreAsync();

        manifest.Height.ShouldBe(43ul);
        File.ReadAllText(Path.Combine(Home.Path, "organizations/A/ca/ca.key")).ShouldBe("key");
        new FileInfo(Path.Combine(Home.Path, "ledger/ledger.db")).Length.ShouldBe(300_000);
        File.GetUnixFileMode(Archive).ShouldBe(RestrictedFile.OwnerOnly);
        foreach (var path in Directory.EnumerateFileSystemEntries(Home.Path, "*", SearchOption.AllDirectories).Append(Home.Path))
        {
            (File.GetUnixFileMode(path) & (UnixFileMode.GroupRead | UnixFileMode.OtherRead | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)).ShouldBe(default, path);
        }

        Leftovers().ShouldBe(["backup.tar", "home"]);
    }

    [Fact]
    public async Task Restore_AnyBitChanged_NothingIsWritten()
    {
        // Long beside the headers and their padding, of which hardly a bit matters.
        var key = new string('k', 30_000);
        await WriteAsync(("network.json", """{"network":"DevLedger"}"""), ("organizations/A/ca/ca.key", key));
        var whole = await File.ReadAllBytesAsync(Archive);
        var random = new Random(20261130);
        var refused = 0;
        for (var flip = 0; flip < 120; flip++)
        {
            var damaged = whole.ToArray();
            damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            await File.WriteAllBytesAsync(Archive, damaged);
            try
            {
                await RestoreAsync();

                // Padding, and what a tar entry says of time and owner, concern nobody: the files are as they were.
                File.ReadAllText(Path.Combine(Home.Path, "organizations/A/ca/ca.key")).ShouldBe(key);
                File.ReadAllText(Home.RecordFile).ShouldBe("""{"network":"DevLedger"}""");
                Directory.Delete(Home.Path, recursive: true);
            }
            catch (ConsortiumException exception)
            {
                exception.Message.ShouldMatch("^BACKUP_(DAMAGED|FOREIGN|VERSION_UNKNOWN|PATH_REFUSED): ");
                refused++;
            }

            Leftovers().ShouldBe(["backup.tar"]);
        }

        refused.ShouldBeGreaterThan(50);
    }

    [Theory]
    [InlineData(0, "BACKUP_FOREIGN")]
    [InlineData(700, "BACKUP_FOREIGN|BACKUP_DAMAGED")]
    [InlineData(-6000, "BACKUP_DAMAGED")]
    [InlineData(-1600, "BACKUP_DAMAGED")]
    public async Task Restore_CutShort_IsRefused(int length, string code)
    {
        await WriteAsync(("network.json", "{}"), ("ledger/ledger.db", new string('x', 5000)));
        var whole = await File.ReadAllBytesAsync(Archive);
        await File.WriteAllBytesAsync(Archive, whole[..(length < 0 ? whole.Length + length : length)]);

        (await Should.ThrowAsync<ConsortiumException>(RestoreAsync)).Message.ShouldMatch($"^({code}): ");

        Leftovers().ShouldBe(["backup.tar"]);
    }

    [Theory]
    [InlineData("../escaped")]
    [InlineData("/tmp/escaped")]
    [InlineData("organizations/../../escaped")]
    [InlineData("organizations/./key")]
    [InlineData("organizations//key")]
    [InlineData("organizations\\key")]
    public async Task Restore_PathOutsideOfTheDirectory_IsRefused(string path)
    {
        await WriteAsync(("network.json", "{}"), (path, "evil"));

        var refused = await Should.ThrowAsync<ConsortiumException>(RestoreAsync);

        refused.Message.ShouldStartWith("BACKUP_PATH_REFUSED: ");
        refused.ExitCode.ShouldBe(ExitCodes.NotVerified);
        Leftovers().ShouldBe(["backup.tar"]);
    }

    [Fact]
    public async Task Restore_LinkOrFileThatTheManifestHasNot_IsRefused()
    {
        var manifest = Manifest([]);
        var content = manifest.Write();
        await using (var file = File.Create(Archive))
        await using (var tar = new TarWriter(file, TarEntryFormat.Pax))
        {
            Add(tar, BackupManifest.Entry, content);
            Add(tar, BackupManifest.DigestEntry, Encoding.ASCII.GetBytes(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content)) + "\n"));
            tar.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "network.json") { LinkName = "/etc/passwd" });
        }

        (await Should.ThrowAsync<ConsortiumException>(RestoreAsync)).Message.ShouldStartWith("BACKUP_DAMAGED: ");
        Leftovers().ShouldBe(["backup.tar"]);
    }

    [Fact]
    public async Task Restore_VersionOfTheFuture_IsRefused()
    {
        await WriteAsync(Manifest([]) with { Version = 2 });

        var refused = await Should.ThrowAsync<ConsortiumException>(RestoreAsync);

        refused.Message.ShouldStartWith("BACKUP_VERSION_UNKNOWN: ");
        refused.ExitCode.ShouldBe(ExitCodes.NotVerified);
    }

    [Fact]
    public async Task Restore_AnyOtherTarOrFile_IsForeign()
    {
        await File.WriteAllTextAsync(Archive, "no archive at all, but text that is long enough to be taken for one" + new string('.', 2000));
        (await Should.ThrowAsync<ConsortiumException>(RestoreAsync)).Message.ShouldStartWith("BACKUP_FOREIGN: ");

        await using (var file = File.Create(Archive))
        await using (var tar = new TarWriter(file, TarEntryFormat.Pax))
        {
            Add(tar, "readme.txt", "hello"u8.ToArray());
        }

        (await Should.ThrowAsync<ConsortiumException>(RestoreAsync)).Message.ShouldStartWith("BACKUP_FOREIGN: ");
        File.Delete(Archive);
        (await Should.ThrowAsync<ConsortiumException>(RestoreAsync)).ExitCode.ShouldBe(ExitCodes.InvalidInput);
    }

    [Fact]
    public async Task Restore_DirectoryWithAnythingInIt_IsRefusedAndLeftAsItIs()
    {
        await WriteAsync(("network.json", "{}"));
        Directory.CreateDirectory(Home.Path);
        await File.WriteAllTextAsync(Path.Combine(Home.Path, "mine.txt"), "mine");

        (await Should.ThrowAsync<ConsortiumException>(RestoreAsync)).Message.ShouldStartWith("RESTORE_TARGET_NOT_EMPTY: ");

        Directory.EnumerateFileSystemEntries(Home.Path).ShouldBe([Path.Combine(Home.Path, "mine.txt")]);
        File.Delete(Path.Combine(Home.Path, "mine.txt"));

        // What `insure down --wipe` leaves is nothing of the user's.
        await File.WriteAllTextAsync(Home.LockFile, "");
        await File.WriteAllTextAsync(Home.ClockFile, "");
        await RestoreAsync();
        File.ReadAllText(Home.RecordFile).ShouldBe("{}");
    }

    private static BackupManifest Manifest(IReadOnlyList<BackupFile> files) => new(
        BackupManifest.Name, BackupManifest.Current, "1.0", DateTimeOffset.UnixEpoch, NetworkKind.DevLedger, "insurance",
        [new BackupChaincode("insurance", "1.0", 1)], 43, "00", Running: false, files);

    private static void Add(TarWriter tar, string name, byte[] content) =>
        tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) });

    private Task<BackupManifest> RestoreAsync() => BackupRestore.RunAsync(Archive, Home, CancellationToken.None);

    private async Task WriteAsync(params (string Name, string Content)[] files)
    {
        var sources = new Dictionary<string, string>();
        var described = new List<BackupFile>();
        var parts = Directory.CreateTempSubdirectory("insure-parts-").FullName;
        foreach (var (name, content) in files)
        {
            var source = Path.Combine(parts, $"{sources.Count}");
            await File.WriteAllTextAsync(source, content);
            sources.Add(name, source);
            described.Add(BackupArchiveWriter.Describe(name, source));
        }

        await BackupArchiveWriter.WriteAsync(Archive, Manifest(described), sources, CancellationToken.None);
        Directory.Delete(parts, recursive: true);
    }

    private Task WriteAsync(BackupManifest manifest) =>
        BackupArchiveWriter.WriteAsync(Archive, manifest, new Dictionary<string, string>(), CancellationToken.None);

    private List<string> Leftovers() => [.. Directory.EnumerateFileSystemEntries(_folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];
}
