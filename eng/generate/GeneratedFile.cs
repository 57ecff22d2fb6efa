namespace Generate;

/// <summary>A file, or part of one, that follows from the protos.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Text">What it must say.</param>
internal sealed record GeneratedFile(string Path, string Text)
{
    /// <summary>Whether the file says something else, or is not there.</summary>
    public bool IsStale => !File.Exists(Path) || File.ReadAllText(Path) != Text;

    /// <summary>Every one of a checkout.</summary>
    public static IReadOnlyList<GeneratedFile> All(string root)
    {
        var transactions = LedgerTransaction.All();
        var roles = Directory.EnumerateFiles(System.IO.Path.Combine(root, "docs"), "roles.md", SearchOption.AllDirectories).Single();
        return
        [
            new(System.IO.Path.Combine(root, "chaincode", "transactions", "access", "rules.gen.go"), GoRules.Write(transactions)),
            new(roles, RoleTables.Write(File.ReadAllText(roles), transactions)),
        ];
    }
}
