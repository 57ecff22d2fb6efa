namespace Insurance.Gateway.Hosting;

/// <summary>A file of the gateway's own that nobody else may read.</summary>
internal static class OwnerOnlyFile
{
    /// <summary>Makes the file, empty, and its directory, unless they are there.</summary>
    public static void Ensure(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        if (File.Exists(path))
        {
            return;
        }

        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var made = new FileStream(path, options);
    }
}
