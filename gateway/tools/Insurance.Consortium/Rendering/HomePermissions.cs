namespace Insurance.Consortium.Rendering;

/// <summary>Keeps other users of the machine out of a state directory.</summary>
public static class HomePermissions
{
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Closes what an earlier version, or a copy, has left open.</summary>
    /// <param name="home">The directory. It may be one of the user's own, so that it is warned of and not changed itself.</param>
    /// <param name="say">Takes a line for each that was open.</param>
    public static void Close(HomeDirectory home, Action<string> say)
    {
        foreach (var path in new[] { home.LedgerData, home.Logs, home.Organizations, home.Callers, home.Fabric }.Where(Directory.Exists))
        {
            Close(path, RestrictedFile.OwnerFolder, say);
        }

        foreach (var path in new[] { home.StateFile, home.RecordFile, home.DevLedgerConfiguration, home.LockFile }.Where(File.Exists))
        {
            Close(path, RestrictedFile.OwnerOnly, say);
        }

        if (Mode(home.Path) is { } open)
        {
            say($"HOME_OPEN_TO_OTHERS: {home.Path} is open to other users ({open}); what lies in it is not, but consider chmod 700");
        }
    }

    private static void Close(string path, UnixFileMode mode, Action<string> say)
    {
        if (Mode(path) is not { } open)
        {
            return;
        }

        try
        {
            File.SetUnixFileMode(path, mode);
            say($"OPEN_TO_OTHERS: {path} was open to other users ({open}) and is closed now");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            say($"OPEN_TO_OTHERS: {path} is open to other users ({open}) and cannot be closed ({exception.Message})");
        }
    }

    /// <summary>The mode in octal when others have any right; null: none, or it cannot be known.</summary>
    private static string? Mode(string path)
    {
        var mode = File.GetUnixFileMode(path);
        return (mode & Others) == 0 ? null : Convert.ToString((int)mode, 8);
    }
}
