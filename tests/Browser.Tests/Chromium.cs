namespace Browser.Tests;

/// <summary>The browser of this machine. Playwright's own are never fetched.</summary>
internal static class Chromium
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    /// <summary>Its program: the one that <c>CHROMIUM</c> names, else the first on <c>PATH</c>; <c>null</c>: there is none.</summary>
    public static string? Program { get; } = Environment.GetEnvironmentVariable("CHROMIUM") is { Length: > 0 } given
        ? given
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => Names.Select(name => Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists);

    /// <summary>Why tests that need it are left out; <c>null</c>: they are not.</summary>
    public static string? Missing { get; } = Program is null
        ? "NO CHROMIUM WAS FOUND, SO NOTHING HERE SAYS HOW THE HOLDER'S PAGE LOOKS. Install Debian's package chromium, or name the program in CHROMIUM."
        : null;
}
