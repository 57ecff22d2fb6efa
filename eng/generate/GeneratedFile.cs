using Generate.Go;

namespace Generate;

/// <summary>A file, or part of one, that follows from the protos.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Text">What it must say.</param>
internal sealed record GeneratedFile(string Path, string Text)
{
    private const string GoSuffix = ".gen.go";

    /// <summary>Whether the file says something else, or is not there.</summary>
    public bool IsStale => !File.Exists(Path) || File.ReadAllText(Path) != Text;

    /// <summary>Every one of a checkout.</summary>
    public static IReadOnlyList<GeneratedFile> All(string root)
    {
        var transactions = LedgerTransaction.All();
        string Page(string name) => Directory.EnumerateFiles(System.IO.Path.Combine(root, "docs"), name, SearchOption.AllDirectories).Single();
        var (roles, events) = (Page("roles.md"), Page("chaincode.md"));
        var places = new GoPlaces(ApiProtos.Files);
        var (kinds, currencies) = (GoKinds.Write(), GoCurrencies.Write());
        string InGo(string folder, string name) => System.IO.Path.Combine(root, "chaincode", folder, name);
        return
        [
            .. GoMessages.Write(ApiProtos.Files, places).Select(file => new GeneratedFile(InGo(file.Folder, file.Name + GoSuffix), file.Text)),
            .. GoTransactions.Write(transactions, ApiProtos.Files, places).Select(file => new GeneratedFile(InGo(file.Folder, "transactions" + GoSuffix), file.Text)),
            new(InGo(kinds.Folder, "kinds" + GoSuffix), kinds.Text),
            new(InGo(currencies.Folder, "decimals" + GoSuffix), currencies.Text),
            new(roles, RoleTables.Write(File.ReadAllText(roles), transactions)),
            new(events, EventTable.Write(File.ReadAllText(events))),
        ];
    }

    /// <summary>The files of a checkout that were generated and no longer are.</summary>
    public static IReadOnlyList<string> Left(string root, IReadOnlyList<GeneratedFile> files) =>
        [.. Directory.EnumerateFiles(System.IO.Path.Combine(root, "chaincode"), "*" + GoSuffix, SearchOption.AllDirectories).Except(files.Select(file => file.Path))];
}
