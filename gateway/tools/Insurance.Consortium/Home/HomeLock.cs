namespace Insurance.Consortium.Home;

/// <summary>One command at a time changes what runs from a state directory.</summary>
public sealed class HomeLock : IDisposable
{
    private readonly FileStream _file;

    private HomeLock(FileStream file) => _file = file;

    public static HomeLock Take(HomeDirectory home)
    {
        try
        {
            // Private keys lie below.
            RestrictedFile.EnsureFolder(home.Path);
            return new HomeLock(new FileStream(home.LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new ConsortiumException(ExitCodes.Environment, $"{home.Path} is not writable ({exception.Message}); choose another directory with --home");
        }
        catch (IOException exception)
        {
            throw new ConsortiumException(ExitCodes.Environment, $"{home.Path} is in use by another insure command or cannot be written ({exception.Message}); wait for it, or choose another directory with --home");
        }
    }

    public void Dispose() => _file.Dispose();
}
