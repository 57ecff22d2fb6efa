namespace Insurance.Gateway.Privacy;

/// <summary>
/// A process that has the key store open. It holds a lock on a file of its own beside the store, which the operating system releases
/// when the process ends, however it ends; so another one can know whether it still runs.
/// </summary>
internal sealed class StoreOwner : IDisposable
{
    private const int Attempts = 5;
    private readonly string _folder;
    private readonly FileStream _held;

    public StoreOwner(string store)
    {
        _folder = store + ".open";
        RemoveEnded();
        for (var attempt = 1; ; attempt++)
        {
            Name = Guid.NewGuid().ToString("N");
            Directory.CreateDirectory(Path.GetDirectoryName(PathOf(_folder, Name))!);
            try
            {
                _held = new FileStream(PathOf(_folder, Name), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);

                // Another process that starts at the same moment may have taken it for one that ended.
                if (File.Exists(PathOf(_folder, Name)))
                {
                    return;
                }

                _held.Dispose();
            }
            catch (IOException) when (attempt < Attempts)
            {
                // The same, and it was quicker.
            }
        }
    }

    public string Name { get; }

    /// <summary>True while any process has the store open.</summary>
    public static bool IsOpen(string store)
    {
        var folder = store + ".open";
        return Directory.Exists(folder) && Directory.EnumerateDirectories(folder).Any(one => !Free(folder, Path.GetFileName(one), remove: false));
    }

    public bool HasEnded(string name) => name != Name && Free(_folder, name, remove: false);

    public void Dispose()
    {
        _held.Dispose();
        Free(_folder, Name, remove: true);
    }

    private static string PathOf(string folder, string name) => Path.Combine(folder, name, "lock");

    private static bool Free(string folder, string name, bool remove)
    {
        try
        {
            using var free = new FileStream(PathOf(folder, name), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            if (remove)
            {
                // While it is held, so that nobody begins to hold what is going away.
                Directory.Delete(Path.GetDirectoryName(PathOf(folder, name))!, recursive: true);
            }

            return true;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private void RemoveEnded()
    {
        if (Directory.Exists(_folder))
        {
            foreach (var one in Directory.EnumerateDirectories(_folder))
            {
                Free(_folder, Path.GetFileName(one), remove: true);
            }
        }
    }
}
