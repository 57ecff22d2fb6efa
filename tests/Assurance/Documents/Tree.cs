namespace Assurance.Documents;

/// <summary>Files of the source tree, and the tables of its documents.</summary>
internal static class Tree
{
    public static string Read(params string[] parts) => File.ReadAllText(Path.Combine([Repository.Root, .. parts]));

    /// <summary>What `make generate` writes into it.</summary>
    public static IReadOnlyList<Generate.GeneratedFile> Generated() => Generate.GeneratedFile.All(Repository.Root);

    /// <summary>The rows of the table under a heading, or of the document's first; cells without their padding.</summary>
    public static IReadOnlyList<string[]> Table(string document, string heading)
    {
        var rows = document.Split('\n')
            .SkipWhile(line => line != heading)
            .Skip(1)
            .SkipWhile(line => !line.StartsWith('|') && !line.StartsWith('#'))
            .TakeWhile(line => line.StartsWith('|'))
            .Skip(2)
            .Select(line => line.Trim().Trim('|').Split(" | ").Select(cell => cell.Trim()).ToArray())
            .ToList();
        rows.ShouldNotBeEmpty(heading);
        return rows;
    }
}
