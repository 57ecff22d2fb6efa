namespace TestTree;

/// <summary>The source tree that the tests belong to.</summary>
internal static class SourceTree
{
    public static string Root { get; } = Find();

    public static string Read(params string[] parts) => File.ReadAllText(Path.Combine([Root, .. parts]));

    /// <summary>Holds a README's first example against the code between two comments of a test, which compiles and runs.</summary>
    public static void ShouldBeTheExampleOf(string test, string readme)
    {
        var compiled = Between(Read(test), "        // example begins\n", "        // example ends").Replace("\n        ", "\n", StringComparison.Ordinal);
        Between(Read(readme), "```csharp\n", "```").ShouldBe(compiled.TrimStart(' '));
    }

    private static string Between(string text, string begin, string end)
    {
        var start = text.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        return text[start..text.IndexOf(end, start, StringComparison.Ordinal)];
    }

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Fabric.Insurance.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests run outside the repository.");
        }

        return folder.FullName;
    }
}
