namespace Insurance.Consortium.Backup;

/// <summary>Writes a backup: a tar archive that its owner alone may read, under its name only when it is whole and on the disk.</summary>
internal static class BackupArchiveWriter
{
    /// <summary>Where it is written until it is whole.</summary>
    public static string Unfinished(string archive) => archive + ".new";

    /// <summary>Length and hash of a file.</summary>
    public static BackupFile Describe(string name, string path)
    {
        using var file = Read(path);
        var hash = Convert.ToHexStringLower(SHA256.HashData(file));
        return new BackupFile(name, file.Length, hash);
    }

    /// <param name="archive">Its name, which nothing has yet.</param>
    /// <param name="manifest">What it holds.</param>
    /// <param name="sources">Where each file of the manifest is read from, by its name.</param>
    /// <param name="cancellationToken">Ends the writing; nothing is left then.</param>
    public static async Task WriteAsync(string archive, BackupManifest manifest, IReadOnlyDictionary<string, string> sources, CancellationToken cancellationToken)
    {
        var unfinished = Unfinished(archive);
        File.Delete(unfinished);
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = RestrictedFile.OwnerOnly };
            await using (var file = new FileStream(unfinished, options))
            {
                await using (var tar = new TarWriter(file, TarEntryFormat.Pax, leaveOpen: true))
                {
                    var content = manifest.Write();
                    await AddAsync(tar, BackupManifest.Entry, new MemoryStream(content), manifest.CreatedAt, cancellationToken);
                    var digest = Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(content)) + "\n");
                    await AddAsync(tar, BackupManifest.DigestEntry, new MemoryStream(digest), manifest.CreatedAt, cancellationToken);
                    foreach (var item in manifest.Files)
                    {
                        await using var source = Read(sources[item.Path]);
                        await using var read = new HashedStream(source);
                        await AddAsync(tar, item.Path, read, manifest.CreatedAt, cancellationToken);
                        if (read.Hash() != item.Sha256)
                        {
                            throw new ConsortiumException(ExitCodes.Failure, $"BACKUP_INTERRUPTED: {sources[item.Path]} was changed while it was read; nothing was written. Repeat the backup");
                        }
                    }
                }

                file.Flush(flushToDisk: true);
            }

            File.Move(unfinished, archive, overwrite: false);
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }

    private static Task AddAsync(TarWriter tar, string name, Stream content, DateTimeOffset time, CancellationToken cancellationToken) => tar.WriteEntryAsync(
        new PaxTarEntry(TarEntryType.RegularFile, name) { Mode = RestrictedFile.OwnerOnly, ModificationTime = time, DataStream = content }, cancellationToken);

    private static FileStream Read(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
}
