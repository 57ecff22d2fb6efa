namespace Insurance.Consortium.Backup;

/// <summary>Reads a backup, and takes nothing from it that is not just as its manifest says.</summary>
internal static class BackupArchiveReader
{
    private const int DigestBytes = 65;

    /// <summary>Reads the archive to its end and compares every file with the manifest; nothing is written.</summary>
    /// <exception cref="ConsortiumException">It is no backup, of another version, damaged, or names a file outside of a state directory.</exception>
    public static Task<BackupManifest> VerifyAsync(string archive, CancellationToken cancellationToken) =>
        ReadAsync(archive, (content, _) => content.CopyToAsync(Stream.Null, cancellationToken), cancellationToken);

    /// <summary>The same, and writes the files into a folder as they are read.</summary>
    public static Task<BackupManifest> ExtractAsync(string archive, string folder, CancellationToken cancellationToken) => ReadAsync(
        archive,
        async (content, name) =>
        {
            var path = Path.Combine(folder, name);
            RestrictedFile.EnsureFolder(Path.GetDirectoryName(path)!);
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = RestrictedFile.OwnerOnly };
            await using var file = new FileStream(path, options);
            await content.CopyToAsync(file, cancellationToken);
            file.Flush(flushToDisk: true);
        },
        cancellationToken);

    private static async Task<BackupManifest> ReadAsync(string archive, Func<Stream, string, Task> take, CancellationToken cancellationToken)
    {
        await using var file = Open(archive);
        await using var tar = new TarReader(file);
        var content = await SmallAsync(tar, archive, BackupManifest.Entry, BackupManifest.LargestBytes, cancellationToken);
        var manifest = BackupManifest.Read(content, archive);
        var digest = Encoding.ASCII.GetString(await SmallAsync(tar, archive, BackupManifest.DigestEntry, DigestBytes, cancellationToken)).TrimEnd('\n');
        if (digest != Convert.ToHexStringLower(SHA256.HashData(content)))
        {
            throw Damaged(archive, "its manifest is not the one that was written");
        }

        RefusePaths(manifest, archive);
        foreach (var expected in manifest.Files)
        {
            var entry = await NextAsync(tar, archive, cancellationToken) ?? throw Damaged(archive, $"it ends before {expected.Path}");
            if (entry.EntryType != TarEntryType.RegularFile || entry.Name != expected.Path)
            {
                throw Damaged(archive, $"it holds {Shown(entry)} where its manifest has {expected.Path}");
            }

            await using var read = new HashedStream(entry.DataStream ?? Stream.Null);
            try
            {
                await take(read, expected.Path);
            }
            catch (Exception exception) when (exception is EndOfStreamException or InvalidDataException)
            {
                throw Damaged(archive, $"it ends within {expected.Path}");
            }

            if (read.BytesRead != expected.Bytes || read.Hash() != expected.Sha256)
            {
                throw Damaged(archive, $"{expected.Path} is not what was written");
            }
        }

        return await NextAsync(tar, archive, cancellationToken) is { } more
            ? throw Damaged(archive, $"it holds {Shown(more)}, of which its manifest says nothing")
            : manifest;
    }

    private static FileStream Open(string archive)
    {
        try
        {
            return new FileStream(archive, FileMode.Open, FileAccess.Read, FileShare.Read);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ConsortiumException(ExitCodes.InvalidInput, $"there is no file {archive}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ConsortiumException(ExitCodes.Environment, $"{archive} cannot be read ({exception.Message})");
        }
    }

    private static async Task<byte[]> SmallAsync(TarReader tar, string archive, string name, int most, CancellationToken cancellationToken)
    {
        var entry = await FirstAsync(tar, archive, name, cancellationToken);
        if (entry?.EntryType != TarEntryType.RegularFile || entry.Name != name || entry.Length > most)
        {
            throw BackupManifest.Foreign(archive, entry is null ? "it is empty" : $"{Shown(entry)} stands where {name} should");
        }

        using var content = new MemoryStream();
        try
        {
            await (entry.DataStream ?? Stream.Null).CopyToAsync(content, cancellationToken);
        }
        catch (Exception exception) when (exception is EndOfStreamException or InvalidDataException)
        {
            throw Damaged(archive, $"it ends within {name}");
        }

        return content.Length == entry.Length ? content.ToArray() : throw Damaged(archive, $"it ends within {name}");
    }

    /// <summary>Until the manifest is read, what cannot be read is another's file rather than a damaged one.</summary>
    private static async Task<TarEntry?> FirstAsync(TarReader tar, string archive, string name, CancellationToken cancellationToken)
    {
        try
        {
            return await tar.GetNextEntryAsync(copyData: false, cancellationToken);
        }
        catch (Exception exception) when (IsUnreadable(exception))
        {
            throw name == BackupManifest.Entry ? BackupManifest.Foreign(archive, "it is no tar archive") : Damaged(archive, $"it ends before {name}");
        }
    }

    private static async Task<TarEntry?> NextAsync(TarReader tar, string archive, CancellationToken cancellationToken)
    {
        try
        {
            return await tar.GetNextEntryAsync(copyData: false, cancellationToken);
        }
        catch (Exception exception) when (IsUnreadable(exception))
        {
            throw Damaged(archive, "an entry of it cannot be read");
        }
    }

    private static bool IsUnreadable(Exception exception) =>
        exception is EndOfStreamException or InvalidDataException or FormatException or NotSupportedException or ArgumentException or OverflowException;

    /// <summary>A file lies in the state directory, under one name, and nowhere else.</summary>
    private static void RefusePaths(BackupManifest manifest, string archive)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in manifest.Files.Select(item => item.Path))
        {
            if (path.Length is 0 or > 1000 || path.Any(character => character is '\\' or '\0' || char.IsControl(character))
                || path.Split('/').Any(part => part is "" or "." or ".."))
            {
                throw new ConsortiumException(ExitCodes.NotVerified, $"BACKUP_PATH_REFUSED: {archive} names {Quoted(path)}, which is no path within a state directory; nothing was written");
            }

            if (!seen.Add(path))
            {
                throw Damaged(archive, $"it names {path} twice");
            }
        }
    }

    private static string Shown(TarEntry entry) => entry.EntryType == TarEntryType.RegularFile ? Quoted(entry.Name) : $"{Quoted(entry.Name)} ({entry.EntryType})";

    private static string Quoted(string name)
    {
        const int Longest = 200;
        var shown = new string([.. name.Take(Longest).Select(character => char.IsControl(character) ? '?' : character)]);
        return $"'{shown}'";
    }

    private static ConsortiumException Damaged(string archive, string why) =>
        new(ExitCodes.NotVerified, $"BACKUP_DAMAGED: {archive} is not whole: {why}; nothing was written. Restore another backup");
}
