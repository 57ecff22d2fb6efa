namespace EndToEnd.Tests.Running;

/// <summary>Where things are in the source tree.</summary>
public static class Repository
{
    public static string Root => SourceTree.Root;

    public static string ConsortiumFile { get; } = Path.Combine(Root, "network", "consortium.yaml");

    public static string Example(params string[] parts) => Path.Combine([Root, "examples", .. parts]);

    /// <summary>The command as this solution's build has just made it.</summary>
    public static string InsureProgram { get; } = FindProgram("tools/Insurance.Cli", "insure");

    public static string GatewayProgram { get; } = FindProgram("insurance/Insurance.Gateway", "insurance-gateway");

    public static string DevLedgerProgram { get; } = FindProgram("fabric/Fabric.DevLedger", "devledger");

    private static string FindProgram(string project, string name)
    {
        // The last part of bin/<configuration>/… differs between a plain build and one for a runtime identifier.
        var configuration = AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Debug{Path.DirectorySeparatorChar}", StringComparison.Ordinal) ? "Debug" : "Release";
        var folder = Path.Combine(Root, "gateway", project, "bin", configuration);
        return Directory.EnumerateFiles(folder, name, SearchOption.AllDirectories)
            .Where(path => !path.Contains("publish", StringComparison.Ordinal))
            .OrderByDescending(File.GetLastWriteTimeUtc)
            .FirstOrDefault() ?? throw new InvalidOperationException($"{name} is not in {folder}; build the solution.");
    }
}
