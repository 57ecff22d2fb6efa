using System.Diagnostics;
using System.Globalization;

namespace Fabric.DevLedger.Tests.Support;

/// <summary>A small file system in memory.</summary>
internal sealed class Tmpfs : IDisposable
{
    /// <exception cref="InvalidOperationException">It cannot be mounted.</exception>
    public Tmpfs(int mebibytes) => Run("mount", "-t", "tmpfs", "-o", string.Create(CultureInfo.InvariantCulture, $"size={mebibytes}m"), "tmpfs", Folder);

    public string Folder { get; } = Directory.CreateTempSubdirectory("devledger-tmpfs-").FullName;

    /// <summary>Takes all the space that is left.</summary>
    public void Fill()
    {
        using var file = new FileStream(Path.Combine(Folder, "filler"), FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true)
            {
                file.Write(new byte[4096]);
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }

    public void Free() => File.Delete(Path.Combine(Folder, "filler"));

    public void Dispose()
    {
        Run("umount", "-l", Folder);
        Directory.Delete(Folder);
    }

    private static void Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            var errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0)
            {
                throw new InvalidOperationException(errors);
            }
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new InvalidOperationException(e.Message);
        }
    }
}
