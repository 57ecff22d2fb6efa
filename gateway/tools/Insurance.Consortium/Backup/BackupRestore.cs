namespace Insurance.Consortium.Backup;

/// <summary>Puts a backup into a state directory that holds nothing.</summary>
public static class BackupRestore
{
    /// <summary>
    /// Verifies the archive, then writes it beside the directory and gives it the directory's name in one step: an end before that leaves
    /// the directory as it was.
    /// </summary>
    /// <exception cref="ConsortiumException">The archive or the directory cannot be used; nothing was changed.</exception>
    public static async Task<BackupManifest> RunAsync(string archive, HomeDirectory home, CancellationToken cancellationToken)
    {
        DemandEmpty(home);
        using var homeLock = Directory.Exists(home.Path) ? HomeLock.Take(home) : null;
        await BackupArchiveReader.VerifyAsync(archive, cancellationToken);
        var parts = home.Path + ".restoring";
        if (Path.Exists(parts))
        {
            throw new ConsortiumException(ExitCodes.InvalidInput, $"RESTORE_UNFINISHED: {parts} is there, of a restore that runs or was cut off; delete it when none runs, and repeat");
        }

        RestrictedFile.EnsureFolder(Path.GetDirectoryName(home.Path)!);
        RestrictedFile.EnsureFolder(parts);
        try
        {
            var manifest = await BackupArchiveReader.ExtractAsync(archive, parts, cancellationToken);
            RestrictedFile.EnsureFolder(Path.Combine(parts, Path.GetFileName(home.Logs)));
            Rename(parts, home);
            return manifest;
        }
        catch
        {
            if (Directory.Exists(parts))
            {
                Directory.Delete(parts, recursive: true);
            }

            throw;
        }
    }

    private static void Rename(string parts, HomeDirectory home)
    {
        DemandEmpty(home);
        try
        {
            if (Directory.Exists(home.Path))
            {
                // Fails where somebody has put something into it meanwhile.
                File.Delete(home.LockFile);
                File.Delete(home.ClockFile);
                Directory.Delete(home.Path);
            }

            Directory.Move(parts, home.Path);
        }
        catch (IOException exception)
        {
            throw new ConsortiumException(ExitCodes.Environment, $"RESTORE_TARGET_UNUSABLE: {home.Path} cannot be replaced ({exception.Message}); name a directory that is not there yet, and no mount point, with --home");
        }
    }

    private static void DemandEmpty(HomeDirectory home)
    {
        // What `insure down --wipe` leaves is nothing.
        string[] leftOver = [home.LockFile, home.ClockFile];
        if (File.Exists(home.Path) || (Directory.Exists(home.Path) && Directory.EnumerateFileSystemEntries(home.Path).Except(leftOver).Any()))
        {
            throw new ConsortiumException(ExitCodes.InvalidInput, $"RESTORE_TARGET_NOT_EMPTY: {home.Path} is not empty, and nothing in it is overwritten; name an empty directory, or one that is not there, with --home");
        }
    }
}
