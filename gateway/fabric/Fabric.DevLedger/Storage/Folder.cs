namespace Fabric.DevLedger.Storage;

/// <summary>A folder as a file of its own: that a name is in it is on the disk only when the folder is.</summary>
internal static partial class Folder
{
    private const int ReadOnly = 0;

    public static void Flush(string path)
    {
        // .NET opens no folders.
        var folder = Open(path, ReadOnly);
        if (folder < 0)
        {
            throw new IOException($"{path} cannot be opened: {Marshal.GetLastPInvokeErrorMessage()}");
        }

        // Some file systems refuse what they do not need.
        _ = Synchronize(folder);
        _ = Close(folder);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Synchronize(int file);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);
}
