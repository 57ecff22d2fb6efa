using System.Text;

namespace Insurance.Cli.Rendering;

/// <summary>Writes files that only their owner may read or change, and never leaves half a file.</summary>
internal static class RestrictedFile
{
    public const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const UnixFileMode Readable = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private const UnixFileMode Executable = Readable | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    public static void WriteSecret(string path, string content) => Write(path, Encoding.UTF8.GetBytes(content), OwnerOnly);

    /// <summary>A secret that nothing else can make again: it is on the disk when this returns.</summary>
    public static void WriteSecret(string path, byte[] content) => Write(path, content, OwnerOnly, durable: true);

    public static void Write(string path, string content) => Write(path, Encoding.UTF8.GetBytes(content), Readable);

    public static void Write(string path, byte[] content) => Write(path, content, Readable);

    /// <summary>A script.</summary>
    public static void WriteProgram(string path, string content) => Write(path, Encoding.UTF8.GetBytes(content), Executable);

    private static void Write(string path, byte[] content, UnixFileMode mode, bool durable = false)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
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
