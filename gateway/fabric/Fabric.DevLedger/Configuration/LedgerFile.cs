namespace Fabric.DevLedger.Configuration;

/// <summary>The ledger's files, held by one process at a time, in a directory that is its owner's alone.</summary>
internal sealed class LedgerFile : IDisposable
{
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerFolder = OwnerFile | UnixFileMode.UserExecute;
    private readonly FileStream _lock;

    public LedgerFile(string directory)
    {
        Path = System.IO.Path.Combine(directory, "ledger.db");
        HeightPath = System.IO.Path.Combine(directory, "height");
        try
        {
            Make(directory);
            var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = OwnerFile;
            }

            _lock = new FileStream(System.IO.Path.Combine(directory, "lock"), options);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new InvalidConfigurationException([$"dataDirectory: {directory} cannot be used: {e.Message}"]);
        }
        catch (IOException) when (Directory.Exists(directory))
        {
            throw new InvalidConfigurationException([$"dataDirectory: {directory} is in use by another process"]);
        }
        catch (IOException e)
        {
            throw new InvalidConfigurationException([$"dataDirectory: {directory} cannot be made: {e.Message}"]);
        }

        FoundOpen = Close();
    }

    public string Path { get; }

    /// <summary>Where the number of acknowledged blocks is kept.</summary>
    public string HeightPath { get; }

    /// <summary>Where SQLite keeps what it has not yet copied into the file.</summary>
    public string LogPath => Path + "-wal";

    /// <summary>What was open to other users of the machine, with its mode, and is closed now or cannot be.</summary>
    public IReadOnlyList<string> FoundOpen { get; }

    public void Dispose() => _lock.Dispose();

    /// <summary>Makes an empty file that nobody but its owner may read.</summary>
    public static void Touch(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerFile;
        }

        new FileStream(path, options).Dispose();
    }

    private static void Make(string directory)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(directory);
        }
        else if (!Directory.Exists(directory))
        {
            if (System.IO.Path.GetDirectoryName(directory) is { Length: > 0 } parent)
            {
                Directory.CreateDirectory(parent);
            }

            Directory.CreateDirectory(directory, OwnerFolder);
        }
    }

    /// <summary>Closes the directory and all files in it, those too that SQLite has made since.</summary>
    /// <returns>What was open to others.</returns>
    public IReadOnlyList<string> Close()
    {
        var found = new List<string>();
        if (OperatingSystem.IsWindows())
        {
            return found;
        }

        var directory = System.IO.Path.GetDirectoryName(Path)!;
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
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Gone meanwhile; or another's, as on some mounts, and reported all the same.
            }
        }

        return found;
    }
}
