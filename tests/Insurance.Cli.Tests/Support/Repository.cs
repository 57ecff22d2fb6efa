namespace Insurance.Cli.Tests.Support;

/// <summary>The source tree that the tests belong to.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    public static string ConsortiumFile => Path.Combine(Root, "network", "consortium.yaml");

    private static string Find()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory!.FullName, "Fabric.Insurance.sln")))
        {
            directory = directory.Parent;
        }

        return directory.FullName;
    }
}
