namespace Fabric.DevLedger.Configuration;

/// <summary>The ledger's file, held by one process at a time.</summary>
internal sealed class LedgerFile : IDisposable
{
    private readonly FileStream _lock;

    public LedgerFile(string directory)
    {
        Directory.CreateDirectory(directory);
        Path = System.IO.Path.Combine(directory, "ledger.db");
        try
        {
            _lock = new FileStream(
                System.IO.Path.Combine(directory, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new InvalidConfigurationException([$"dataDirectory: {directory} is in use by another process"]);
        }
    }

    public string Path { get; }

    public void Dispose() => _lock.Dispose();
}
