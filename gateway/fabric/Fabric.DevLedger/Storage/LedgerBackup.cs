namespace Fabric.DevLedger.Storage;

/// <summary>Copies a ledger, as it is at one height, to another folder. The ledger may be in use: blocks go on meanwhile.</summary>
/// <remarks>
/// SQLite's online backup within one read transaction, page by page through the layer that holds checksums: a page that is not what was
/// written to it ends the copy. What is in the log comes along. A purge waits for as long as the copy reads.
/// </remarks>
internal static class LedgerBackup
{
    private const string FileName = "ledger.db";
    private const string HeightName = "height";
    private const int CacheKibibytes = 4096;

    /// <param name="directory">The ledger's folder.</param>
    /// <param name="destination">A folder that is not there, or empty; <c>ledger.db</c> and <c>height</c> are put into it.</param>
    /// <param name="pinned">Called with the number of blocks as soon as it is settled what the copy will have.</param>
    /// <exception cref="InvalidConfigurationException">There is no ledger, or the folder is not empty.</exception>
    /// <exception cref="LedgerDamagedException">The ledger is damaged, or shorter than it was.</exception>
    public static ChainTip Run(string directory, string destination, Action<ulong> pinned)
    {
        var path = Path.Combine(directory, FileName);
        DemandFormat(path);
        if (Directory.Exists(destination) && Directory.EnumerateFileSystemEntries(destination).Any())
        {
            throw new InvalidConfigurationException([$"--to: {destination} is not empty"]);
        }

        // Before the blocks are looked at: there may be more of them by then, and never fewer.
        var acknowledged = HeightFile.Read(Path.Combine(directory, HeightName));
        var copy = Path.Combine(destination, FileName);
        Make(destination);
        try
        {
            LedgerFile.Touch(copy);
            var tip = Damage.Watch(() => path, () => null, () => Copy(path, copy, acknowledged, pinned));
            HeightFile.Create(Path.Combine(destination, HeightName), new AcknowledgedHeight(tip.Height, tip.Hash));
            return tip;
        }
        catch
        {
            // Half a ledger is none.
            File.Delete(copy);
            File.Delete(copy + "-journal");
            throw;
        }
    }

    private static ChainTip Copy(string path, string copy, AcknowledgedHeight? acknowledged, Action<ulong> pinned)
    {
        using var reader = new LedgerReader(Sqlite.Database.Open(path, readOnly: true, CacheKibibytes));
        reader.Database.KeepLog(true);
        reader.Begin();
        try
        {
            var height = reader.Tip()?.Height ?? 0;
            if (acknowledged is null || height == 0 || height < acknowledged.Height)
            {
                throw new LedgerDamagedException(height, FormattableString.Invariant(
                    $"the ledger is damaged: {path} has {height} blocks, and {acknowledged?.Height.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "it is not known how many"} were acknowledged; it is not copied"));
            }

            pinned(height);
            using (var written = Sqlite.Database.Open(copy, readOnly: false, CacheKibibytes))
            {
                reader.Database.CopyTo(written);
            }

            return reader.Tip()!;
        }
        finally
        {
            reader.End();
        }
    }

    private static void DemandFormat(string path)
    {
        switch (LedgerFormats.Of(path))
        {
            case LedgerFormat.None:
                throw new InvalidConfigurationException([$"--ledger: there is no ledger at {path}"]);
            case LedgerFormat.Unchecked:
                throw new InvalidConfigurationException([$"--ledger: {path} is of a release that kept no checksums of its pages; start it once, then copy it"]);
            case LedgerFormat.Unknown:
                throw new LedgerDamagedException(0, $"the ledger is damaged: {path} does not begin as a ledger file does");
        }
    }

    private static void Make(string directory)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(directory);
        }
        else
        {
            Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
