namespace Insurance.Gateway.Foundation.Files;

/// <summary>A file of the gateway's own that nobody else may read.</summary>
internal static class OwnerOnlyFile
{
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerFolder = OwnerFile | UnixFileMode.UserExecute;

    /// <summary>Makes the file, empty, and its directory, unless they are there.</summary>
    public static void Ensure(string path)
    {
        EnsureFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
        if (File.Exists(path))
        {
            return;
        }

        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerFile;
        }

        using var made = new FileStream(path, options);
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
            var open = File.GetUnixFileMode(path);
            if ((open & ~OwnerFolder) == 0)
            {
                continue;
            }

            found.Add($"{path} ({Convert.ToString((int)open, 8)})");
            try
            {
                File.SetUnixFileMode(path, mode);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // Not its owner, as on some mounts: reported all the same.
            }
        }

        return found;
    }
}
