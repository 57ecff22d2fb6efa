using Versions;

namespace Insurance.Consortium.Backup;

/// <summary>Makes a backup of a consortium on DevLedger, which may run meanwhile.</summary>
/// <remarks>
/// What it holds is one moment of the consortium: first the gateways' places in the ledger are copied; then their stores are held, and the
/// ledger is pinned; then the held stores are copied and let go. A store or a place in it is never of a later moment than the ledger, and
/// the ledger has nothing that a store was informed of before. Stores and ledger are as they would be had every process ended at that moment,
/// which is what the gateways' start is made for.
/// </remarks>
public sealed class BackupWriter(HomeDirectory home, ProgramLocator locator, TimeProvider time)
{
    private readonly BackupContents _contents = new(home);

    /// <summary>Writes the archive, or nothing.</summary>
    public async Task<BackupManifest> WriteAsync(string archive, CancellationToken cancellationToken)
    {
        Demand(archive);
        var record = HomeRecord.Load(home);
        if (record?.Consortium is not { } consortium || !Directory.Exists(home.LedgerData))
        {
            throw new ConsortiumException(ExitCodes.InvalidInput, $"BACKUP_NO_CONSORTIUM: {home.Path} holds no consortium that was started; name its directory with --home");
        }

        if (record.Network != NetworkKind.DevLedger)
        {
            throw new ConsortiumException(
                ExitCodes.InvalidInput,
                $"BACKUP_DEVLEDGER_ONLY: {home.Path} holds a consortium on {record.Network.ToString().ToLowerInvariant()}, whose peers and orderers are backed up each by itself; docs/operate/operations.md says how");
        }

        var state = await LedgerNetworks.LoadStateAsync(home, cancellationToken);
        var parts = archive + ".parts";
        DeleteParts(parts);
        RestrictedFile.EnsureFolder(parts);
        try
        {
            var (height, hash) = await CopyAsync(parts, cancellationToken);
            var sources = _contents.Settings.ToDictionary(_contents.NameOf, path => path);
            foreach (var path in Directory.EnumerateFiles(parts, "*", SearchOption.AllDirectories))
            {
                sources[Path.GetRelativePath(parts, path)] = path;
            }

            var manifest = new BackupManifest(
                BackupManifest.Name,
                BackupManifest.Current,
                ProgramVersion.Full,
                time.GetUtcNow(),
                record.Network,
                consortium.Channel,
                [.. consortium.Chaincodes.Select(chaincode => new BackupChaincode(chaincode.Name, chaincode.Version, chaincode.Sequence))],
                height,
                hash,
                state is { AnyAlive: true },
                [.. sources.OrderBy(source => source.Key, StringComparer.Ordinal).Select(source => BackupArchiveWriter.Describe(source.Key, source.Value))]);
            await BackupArchiveWriter.WriteAsync(archive, manifest, sources, cancellationToken);
            return manifest;
        }
        finally
        {
            DeleteParts(parts);
        }
    }

    private async Task<(ulong Height, string LastBlockHash)> CopyAsync(string parts, CancellationToken cancellationToken)
    {
        foreach (var place in _contents.Places)
        {
            CopyPlace(place, In(parts, place));
        }

        var stores = _contents.Stores;
        LedgerCopy ledger;
        using (HeldStores.Hold(stores))
        {
            ledger = await LedgerCopy.StartAsync(locator.DevLedger, home.LedgerData, In(parts, home.LedgerData), cancellationToken);
            try
            {
                foreach (var store in stores)
                {
                    HeldStores.Copy(store, In(parts, store));
                }
            }
            catch
            {
                ledger.Dispose();
                throw;
            }
        }

        using (ledger)
        {
            var copied = await ledger.FinishAsync(cancellationToken);
            foreach (var beside in _contents.BesideLedger)
            {
                CopyPlace(beside, In(parts, beside));
            }

            return copied;
        }
    }

    private string In(string parts, string path)
    {
        var copy = Path.Combine(parts, _contents.NameOf(path));
        RestrictedFile.EnsureFolder(Path.GetDirectoryName(copy)!);
        return copy;
    }

    private static void CopyPlace(string path, string copy)
    {
        try
        {
            // Replaced by renaming, so that it is read whole.
            RestrictedFile.Write(copy, File.ReadAllBytes(path));
        }
        catch (FileNotFoundException)
        {
            // Gone since it was listed; the gateway does without.
        }
    }

    private static void Demand(string archive)
    {
        if (Path.Exists(archive))
        {
            throw new ConsortiumException(ExitCodes.InvalidInput, $"BACKUP_EXISTS: {archive} is there already, and is not overwritten; choose another name");
        }

        if (Path.GetDirectoryName(archive) is not { } folder || !Directory.Exists(folder))
        {
            throw new ConsortiumException(ExitCodes.InvalidInput, $"BACKUP_NO_DIRECTORY: there is no directory {Path.GetDirectoryName(archive)} for the backup");
        }
    }

    private static void DeleteParts(string parts)
    {
        if (Directory.Exists(parts))
        {
            Directory.Delete(parts, recursive: true);
        }
    }
}
