using Fabric.DevLedger.Commands;

namespace Fabric.DevLedger.Tests;

/// <summary>A ledger that is copied, in use or not.</summary>
public sealed class BackupTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("devledger-backup-").FullName;

    private string Copy => Path.Combine(_folder, "ledger");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Backup_LedgerThatIsWritten_HoldsEverythingUpToTheHeightThatItSays()
    {
        await using var ledger = await TestLedger.StartAsync();
        using var stop = new CancellationTokenSource();
        var written = 0;
        var load = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await ledger.Contract().SubmitAsync("put", $"k{written}", "v");
                Interlocked.Increment(ref written);
            }
        });
        SpinWait.SpinUntil(() => Volatile.Read(ref written) > 20, TimeSpan.FromSeconds(30)).ShouldBeTrue();
        var (before, height) = (Volatile.Read(ref written), ledger.Node.Context.Notifier.Height);
        var output = new StringWriter();

        LedgerBackupCommand.Run(Path.GetDirectoryName(ledger.Consortium.LedgerPath)!, Copy, output);

        await stop.CancelAsync();
        await load;
        var lines = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(2, output.ToString());
        var blocks = ulong.Parse(lines[0].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
        lines[0].ShouldBe($"PINNED {blocks} blocks");
        lines[1].ShouldStartWith($"COPIED {blocks} blocks; the last is ");
        blocks.ShouldBeGreaterThanOrEqualTo(height);
        await ledger.StopServerAsync();
        Verified(ledger.Consortium).ShouldBe(blocks);
        using var database = Database.Open(Path.Combine(Copy, "ledger.db"), readOnly: true, 1024);
        using var count = database.Prepare("SELECT count(*) FROM state WHERE length(value) > 0");
        count.Step().ShouldBeTrue();
        count.Int64(0).ShouldBeGreaterThanOrEqualTo(before);
        if (!OperatingSystem.IsWindows())
        {
            Directory.EnumerateFiles(Copy).Select(File.GetUnixFileMode).ShouldAllBe(mode => mode == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
        }
    }

    [Fact]
    public async Task Backup_LedgerThatWasKilled_HoldsWhatIsInItsLog()
    {
        using var consortium = new TestConsortium();
        using (var ledger = await LedgerProcess.StartAsync(consortium))
        {
            await ledger.Contract().SubmitAsync("put", "k", "v");
            await ledger.KillAsync();
        }

        new FileInfo(consortium.LedgerPath + "-wal").Length.ShouldBeGreaterThan(0);

        var tip = LedgerBackup.Run(Path.GetDirectoryName(consortium.LedgerPath)!, Copy, _ => { });

        tip.Height.ShouldBe(2ul);
        Verified(consortium).ShouldBe(2ul);
    }

    [Fact]
    public async Task Backup_DamagedOrShortenedLedger_IsRefusedAndLeavesNothing()
    {
        await using var ledger = await TestLedger.StartAsync();
        await ledger.Contract().SubmitAsync("put", "k", new string('v', 200_000));
        await ledger.StopServerAsync();
        var folder = Path.GetDirectoryName(ledger.Consortium.LedgerPath)!;
        using (var file = new FileStream(ledger.Consortium.LedgerPath, FileMode.Open, FileAccess.ReadWrite))
        {
            file.Position = file.Length - 5000;
            var value = file.ReadByte();
            file.Position--;
            file.WriteByte((byte)(value ^ 1));
        }

        Should.Throw<LedgerDamagedException>(() => LedgerBackup.Run(folder, Copy, _ => { })).Message.ShouldContain("is not what was written to it");
        Directory.EnumerateFiles(Copy).ShouldBeEmpty();

        HeightFile.Create(Path.Combine(folder, "height"), new AcknowledgedHeight(7, null));
        Should.Throw<LedgerDamagedException>(() => LedgerBackup.Run(folder, Copy, _ => { })).Message.ShouldContain("7 were acknowledged");
        Directory.EnumerateFiles(Copy).ShouldBeEmpty();
    }

    [Fact]
    public async Task Backup_NoLedgerOrFolderThatIsNotEmpty_IsRefused()
    {
        await using var ledger = await TestLedger.StartAsync();
        var folder = Path.GetDirectoryName(ledger.Consortium.LedgerPath)!;

        Should.Throw<InvalidConfigurationException>(() => LedgerBackup.Run(_folder, Copy, _ => { })).Message.ShouldContain("there is no ledger");
        Should.Throw<InvalidConfigurationException>(() => LedgerBackup.Run(folder, folder, _ => { })).Message.ShouldContain("is not empty");
        LedgerBackupCommand.Parse(["backup", "--ledger", "a"]).ShouldBeNull();
        LedgerBackupCommand.Parse(["backup", "--to", "b", "--ledger", "a"]).ShouldBe(("a", "b"));
    }

    /// <summary>The number of blocks of the copy, all of which is verified as a start does.</summary>
    private ulong Verified(TestConsortium consortium)
    {
        var options = consortium.Options(["unused"]) with { DataDirectory = Copy };
        using var file = new LedgerFile(Copy);
        return new LedgerOpening(
            file, options.Chaincodes, ChannelMaterial.Load(options).Chaincodes, new VerificationLimits(), TimeProvider.System,
            Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance).Verify()!.Height;
    }
}
