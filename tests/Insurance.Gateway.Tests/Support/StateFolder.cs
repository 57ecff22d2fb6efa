namespace Insurance.Gateway.Tests.Support;

/// <summary>A gateway's state directory that outlives the gateway, and disappears with the test.</summary>
public sealed class StateFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("gateway-state-").FullName;

    public string PersonKeys => System.IO.Path.Combine(Path, "person-keys.db");

    /// <summary>What a process leaves that is killed at this moment.</summary>
    public StateFolder AfterAKill()
    {
        var copy = new StateFolder();
        foreach (var file in Directory.EnumerateFiles(Path))
        {
            // SQLite holds its files open, and lets others read them.
            using var from = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var to = File.Create(System.IO.Path.Combine(copy.Path, System.IO.Path.GetFileName(file)));
            from.CopyTo(to);
        }

        return copy;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
