namespace Fabric.DevLedger.Storage;

/// <summary>Opens a ledger, or says what is wrong with it and what can be done.</summary>
internal sealed partial class LedgerOpening(
    LedgerFile file,
    IReadOnlyList<ChaincodeOptions> chaincodes,
    IReadOnlyDictionary<string, CommittedChaincode> definitions,
    VerificationLimits limits,
    TimeProvider time,
    ILogger logger)
{
    /// <exception cref="LedgerDamagedException">The ledger is damaged, or shorter than it was.</exception>
    /// <exception cref="SqliteException">The disk gives or takes nothing.</exception>
    public OpenLedger Open()
    {
        var began = time.GetTimestamp();
        Upgrade();
        var acknowledged = Acknowledged();
        var log = LogBytes();
        var alarm = new DamageAlarm();
        var writer = Watched(() => new LedgerWriter(file.Path, alarm));
        try
        {
            DemandHeight(writer.Reader, acknowledged);
            var limited = Watched(() => Lifetimes.Recall(writer.Database, Lifetimes.Of(chaincodes)));
            var whole = new FileInfo(file.Path).Length + log <= limits.WholeBytes;
            var tip = whole
                ? FullCheck.Run(file.Path, limited)
                : RecentCheck.Run(file.Path, Math.Max(limits.NewestBytes, log), limits.SampleBytes);
            Watched(() => Lifetimes.Remember(writer.Database, Lifetimes.Of(chaincodes)));
            var height = HeightFile.Open(file.HeightPath);
            writer.Database.KeepLog(false);
            LogVerified(logger, tip?.Height ?? 0, whole ? "whole" : "newest blocks and samples; the whole follows", time.GetElapsedTime(began).TotalMilliseconds);
            return new OpenLedger(writer, height, tip, alarm, whole ? null : limited);
        }
        catch
        {
            writer.Dispose();
            throw;
        }
    }

    /// <summary>Takes the height that the ledger has for the one it should have.</summary>
    /// <param name="height">What whoever asks believes it to be.</param>
    /// <exception cref="InvalidConfigurationException">It is another.</exception>
    public void Accept(ulong height)
    {
        Upgrade();
        DemandFormat();
        using var reader = Watched(() => new LedgerReader(Database.Open(file.Path, readOnly: false, cacheKibibytes: 1024)));
        reader.Database.KeepLog(true);
        var tip = Watched(reader.Tip);
        if (tip is null || tip.Height != height)
        {
            throw new InvalidConfigurationException([FormattableString.Invariant($"--height: the ledger has {tip?.Height ?? 0} blocks, not {height}")]);
        }

        HeightFile.Create(file.HeightPath, new AcknowledgedHeight(tip.Height, tip.Hash));
    }

    /// <summary>Verifies everything.</summary>
    /// <exception cref="LedgerDamagedException">Something is not what was committed.</exception>
    public ChainTip? Verify()
    {
        DemandFormat();
        var acknowledged = Acknowledged();
        using var reader = Watched(() => new LedgerReader(Database.Open(file.Path, readOnly: false, cacheKibibytes: 1024)));
        reader.Database.KeepLog(true);
        DemandHeight(reader, acknowledged);
        var tip = FullCheck.Run(file.Path, Watched(() => Lifetimes.Recall(reader.Database, Lifetimes.Of(chaincodes))));
        DemandStructure(reader.Database);
        return tip;
    }

    /// <summary>Makes the file anew from its blocks; the old one stays beside it.</summary>
    /// <exception cref="LedgerDamagedException">A block is damaged.</exception>
    public RebuildReport Rebuild()
    {
        DemandFormat();
        var acknowledged = Acknowledged();
        var report = RebuildFrom(LedgerFormats.Of(file.Path) == LedgerFormat.Checked, acknowledged);
        var old = Aside();
        File.Move(file.Path, old);
        DeleteLog();
        File.Move(NewPath, file.Path);
        Folder.Flush(Path.GetDirectoryName(file.Path)!);
        return report with { OldFile = old };
    }

    private T Watched<T>(Func<T> read) => Damage.Watch(() => file.Path, () => null, read);

    private string NewPath => file.Path + ".new";

    /// <summary>A file of a release without checksums is made anew with them, which verifies all of it.</summary>
    private void Upgrade()
    {
        if (LedgerFormats.Of(file.Path) != LedgerFormat.Unchecked)
        {
            return;
        }

        LogUpgrading(logger, file.Path);
        Watched(() => FullCheck.Run(file.Path, Lifetimes.Of(chaincodes), checkedPages: false));
        var acknowledged = HeightFile.Read(file.HeightPath);
        var report = RebuildFrom(checkedPages: false, acknowledged);
        File.Move(NewPath, file.Path, overwrite: true);
        DeleteLog();
        HeightFile.Create(file.HeightPath, new AcknowledgedHeight(report.Tip.Height, report.Tip.Hash));
    }

    private RebuildReport RebuildFrom(bool checkedPages, AcknowledgedHeight? acknowledged)
    {
        DeleteNew();
        LedgerFile.Touch(NewPath);
        var rebuild = new LedgerRebuild(file.Path, NewPath, checkedPages, definitions, Lifetimes.Of(chaincodes));
        try
        {
            return rebuild.Run(reader => DemandHeight(reader, acknowledged));
        }
        catch
        {
            DeleteNew();
            throw;
        }
    }

    /// <summary>A name beside the ledger that nothing has yet: what was put aside before stays.</summary>
    private string Aside()
    {
        var name = file.Path + ".damaged";
        for (var number = 2; File.Exists(name); number++)
        {
            name = FormattableString.Invariant($"{file.Path}.damaged.{number}");
        }

        return name;
    }

    private void DeleteNew()
    {
        File.Delete(NewPath);
        File.Delete(NewPath + "-wal");
        File.Delete(NewPath + "-shm");
    }

    private void DeleteLog()
    {
        File.Delete(file.LogPath);
        File.Delete(file.Path + "-shm");
        File.Delete(NewPath + "-wal");
        File.Delete(NewPath + "-shm");
    }

    private long LogBytes() => new FileInfo(file.LogPath) is { Exists: true } log ? log.Length : 0;

    private void DemandFormat()
    {
        var format = LedgerFormats.Of(file.Path);
        if (format == LedgerFormat.Unknown)
        {
            throw new LedgerDamagedException(0, $"the ledger is damaged: {file.Path} does not begin as a ledger file does, so block 0 cannot be read; restore it from a backup");
        }

        if (format == LedgerFormat.None && HeightFile.Read(file.HeightPath) is null or { Height: 0 })
        {
            throw new InvalidConfigurationException([$"dataDirectory: there is no ledger at {file.Path}"]);
        }
    }

    /// <summary>What was acknowledged. Made before the ledger's first block, so that a crash never leaves a ledger without.</summary>
    private AcknowledgedHeight Acknowledged()
    {
        var acknowledged = HeightFile.Read(file.HeightPath);
        switch (LedgerFormats.Of(file.Path))
        {
            case LedgerFormat.Unknown:
                DemandFormat();
                break;
            case LedgerFormat.None when acknowledged is null:
                acknowledged = new AcknowledgedHeight(0, null);
                HeightFile.Create(file.HeightPath, acknowledged);
                break;
            case LedgerFormat.None when acknowledged.Height > 0:
                throw new LedgerDamagedException(0, FormattableString.Invariant(
                    $"the ledger is damaged: {file.Path} is missing, and with it block 0 and the others of the {acknowledged.Height} blocks that were acknowledged; restore it from a backup, or remove {file.HeightPath} to begin a new ledger"));
            case LedgerFormat.Checked when acknowledged is null:
                throw new LedgerDamagedException(null,
                    $"the ledger cannot be trusted to be whole: {file.HeightPath}, which holds how many blocks were acknowledged, is missing; restore it, or run devledger accept-height if you know that nothing is missing");
        }

        return acknowledged!;
    }

    private void DemandHeight(LedgerReader reader, AcknowledgedHeight? acknowledged)
    {
        var tip = Watched(reader.Tip);
        var height = tip?.Height ?? 0;
        if (acknowledged is null)
        {
            return;
        }

        if (height < acknowledged.Height)
        {
            throw new LedgerDamagedException(height, FormattableString.Invariant(
                $"the ledger is damaged: block {height} is missing: it ends after {height} blocks, and {acknowledged.Height} were acknowledged, so {acknowledged.Height - height} are lost; restore {file.Path} from a backup that has them, or give them up knowingly with devledger accept-height --height {height}"));
        }

        if (acknowledged is { Height: > 0, BlockHash: { } hash } &&
            !(Watched(() => reader.Row(acknowledged.Height - 1))?.Hash ?? []).AsSpan().SequenceEqual(hash))
        {
            throw new LedgerDamagedException(acknowledged.Height - 1, FormattableString.Invariant(
                $"the ledger is damaged: block {acknowledged.Height - 1} is another than the one that was acknowledged; is {file.Path} that of another ledger? Restore it from a backup"));
        }
    }

    private static void DemandStructure(Database database)
    {
        using var check = database.Prepare("PRAGMA integrity_check(1)");
        var problem = Damage.Watch(() => "the structure of the file", () => null, () => check.Step() ? check.Text(0) : "nothing was checked");
        if (problem != "ok")
        {
            throw new LedgerDamagedException(null, $"the ledger is damaged: the structure of the file: {problem}");
        }
    }

    [LoggerMessage(EventId = 100, Level = LogLevel.Information, Message = "{Blocks} blocks verified ({Extent}) in {Milliseconds} ms")]
    private static partial void LogVerified(ILogger logger, ulong blocks, string extent, double milliseconds);

    [LoggerMessage(EventId = 101, Level = LogLevel.Information, Message = "{Path} is of a release that kept no checksums of its pages; it is verified and made anew with them")]
    private static partial void LogUpgrading(ILogger logger, string path);
}
