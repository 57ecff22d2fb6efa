namespace Insurance.Consortium.Home;

/// <summary>Writes files that only their owner may read or change, and never leaves half a file.</summary>
internal static class RestrictedFile
{
    public const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Of directories, and of scripts.</summary>
    public const UnixFileMode OwnerFolder = OwnerOnly | UnixFileMode.UserExecute;

    public static void WriteSecret(string path, string content) => Write(path, Encoding.UTF8.GetBytes(content), OwnerOnly);

    /// <summary>A secret that nothing else can make again: it is on the disk when this returns.</summary>
    public static void WriteSecret(string path, byte[] content) => Write(path, content, OwnerOnly, durable: true);

    public static void Write(string path, string content) => Write(path, Encoding.UTF8.GetBytes(content), OwnerOnly);

    public static void Write(string path, byte[] content) => Write(path, content, OwnerOnly);

    /// <summary>A script.</summary>
    public static void WriteProgram(string path, string content) => Write(path, Encoding.UTF8.GetBytes(content), OwnerFolder);

    /// <summary>Makes the directory, and those above it that are missing, for their owner alone.</summary>
    public static void EnsureFolder(string path)
    {
        if (Directory.Exists(path))
        {
            return;
        }

        if (Path.GetDirectoryName(path) is { Length: > 0 } parent)
        {
            EnsureFolder(parent);
        }

        Directory.CreateDirectory(path, OwnerFolder);
    }

    private static void Write(string path, byte[] content, UnixFileMode mode, bool durable = false)
    {
        EnsureFolder(Path.GetDirectoryName(path)!);
        var temporary = path + ".new";
        File.Delete(temporary);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = mode };
        using (var stream = new FileStream(temporary, options))
        {
            stream.Write(content);
            stream.Flush(flushToDisk: durable);
        }

        File.Move(temporary, path, overwrite: true);
    }
}
