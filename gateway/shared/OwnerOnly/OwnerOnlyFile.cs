namespace OwnerOnly;

/// <summary>Files and directories of a program's own that nobody else may read. Where there are no such modes, they have those of their directory.</summary>
internal static class OwnerOnlyFile
{
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerFolder = OwnerFile | UnixFileMode.UserExecute;

    /// <summary>Opens a file, which is made for its owner alone if it is not there.</summary>
    public static FileStream Open(string path, FileMode mode, FileAccess access, FileShare share = FileShare.Read)
    {
        var options = new FileStreamOptions { Mode = mode, Access = access, Share = share };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerFile;
        }

        return new FileStream(path, options);
    }

    /// <summary>Makes the file, empty, and its directory, unless they are there.</summary>
    public static void Ensure(string path)
    {
        EnsureFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
        if (!File.Exists(path))
        {
            Open(path, FileMode.OpenOrCreate, FileAccess.Write).Dispose();
        }
    }

    /// <summary>Makes the directory for its owner alone, unless it is there.</summary>
    public static void EnsureFolder(string path)
    {
        if (OperatingSystem.IsWindows() || Directory.Exists(path))
        {
            Directory.CreateDirectory(path);
            return;
        }

        if (Path.GetDirectoryName(path) is { Length: > 0 } parent)
        {
            Directory.CreateDirectory(parent);
        }

        Directory.CreateDirectory(path, OwnerFolder);
    }

    /// <summary>Closes a directory and the files in it to other users of the machine.</summary>
    /// <returns>What was open, with its mode in octal.</returns>
    public static IReadOnlyList<string> Close(string directory)
    {
        var found = new List<string>();
        if (OperatingSystem.IsWindows() || !Directory.Exists(directory))
        {
            return found;
        }

        foreach (var (path, mode) in Directory.GetFiles(directory).Select(file => (file, OwnerFile)).Prepend((directory, OwnerFolder)))
        {
            try
            {
                var open = File.GetUnixFileMode(path);
                if ((open & ~OwnerFolder) != 0)
                {
                    found.Add($"{path} ({Convert.ToString((int)open, 8)})");
                    File.SetUnixFileMode(path, mode);
                }
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // Gone meanwhile; or another's, as on some mounts, and reported all the same.
            }
        }

        return found;
    }
}
