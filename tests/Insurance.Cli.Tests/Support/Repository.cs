namespace Insurance.Cli.Tests.Support;

/// <summary>The source tree that the tests belong to.</summary>
internal static class Repository
{
    public static string Root => SourceTree.Root;

    public static string ConsortiumFile => Path.Combine(Root, "network", "consortium.yaml");
}
