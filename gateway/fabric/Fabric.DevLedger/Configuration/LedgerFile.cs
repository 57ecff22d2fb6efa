using OwnerOnly;

namespace Fabric.DevLedger.Configuration;

/// <summary>The ledger's files, held by one process at a time, in a directory that is its owner's alone.</summary>
internal sealed class LedgerFile : IDisposable
{
    private readonly FileStream _lock;

    public LedgerFile(string directory)
    {
        Path = System.IO.Path.Combine(directory, "ledger.db");
        HeightPath = System.IO.Path.Combine(directory, "height");
        try
        {
            OwnerOnlyFile.EnsureFolder(directory);
            _lock = OwnerOnlyFile.Open(System.IO.Path.Combine(directory, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
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
    public static void Touch(string path) => OwnerOnlyFile.Open(path, FileMode.CreateNew, FileAccess.Write).Dispose();

    /// <summary>Closes the directory and all files in it, those too that SQLite has made since.</summary>
    /// <returns>What was open to others.</returns>
    public IReadOnlyList<string> Close() => OwnerOnlyFile.Close(System.IO.Path.GetDirectoryName(Path)!);
}
