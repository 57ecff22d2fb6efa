namespace Insurance.Consortium.Processes;

/// <summary>
/// Finds the programs that belong to this build: an environment variable wins, then a folder beside this program
/// (a published layout), then the source tree's own build output of the same configuration.
/// </summary>
public sealed class ProgramLocator(string baseDirectory, Func<string, string?> environment)
{
    public static ProgramLocator ForThisProcess { get; } = new(AppContext.BaseDirectory, Environment.GetEnvironmentVariable);

    public ProgramCommand DevLedger => FindManaged("devledger", "devledger", Path.Combine("fabric", "Fabric.DevLedger"), "INSURE_DEVLEDGER");

    public ProgramCommand Gateway => FindManaged("insurance-gateway", "gateway", Path.Combine("insurance", "Insurance.Gateway"), "INSURE_GATEWAY");

    /// <summary>The Go program with the insurance rules, which DevLedger starts.</summary>
    public ProgramCommand Chaincode => FromEnvironment("INSURE_CHAINCODE") ?? FindChaincode("devledger")
        ?? throw Missing("the chaincode", BuiltChaincode("devledger"), "INSURE_CHAINCODE", "build it with `make build` (or `go build -o artifacts/chaincode/devledger ./cmd/devledger` in chaincode/)");

    /// <summary>The program that DevLedger starts for a chaincode.</summary>
    /// <param name="chaincode">The chaincode's name.</param>
    /// <param name="program">As the description has it: a path, the name of one that the build made, or null for the insurance rules.</param>
    public ProgramCommand DevLedgerChaincode(string chaincode, string? program) => program switch
    {
        null => Chaincode,
        { } path when path.Contains('/', StringComparison.Ordinal) => File.Exists(path)
            ? new ProgramCommand(path, [])
            : throw new ConsortiumException(ExitCodes.Environment, $"the program of chaincode {chaincode} is not there: no file at {path}; correct `program` in consortium.yaml, or build it"),
        { } name => FindChaincode(name)
            ?? throw new ConsortiumException(ExitCodes.Environment, $"the program of chaincode {chaincode} is not built: no file at {BuiltChaincode(name)}; build it with `make build`, or correct `program` in consortium.yaml"),
    };

    /// <summary>The chaincode server, on Fabric's own shim, that an organization runs beside its peer.</summary>
    public ProgramCommand FabricChaincode(string chaincode, string? program) => program is null
        ? FromEnvironment("INSURE_FABRIC_CHAINCODE") ?? FindChaincode("fabric")
            ?? throw Missing("the chaincode server for Fabric", BuiltChaincode("fabric"), "INSURE_FABRIC_CHAINCODE", "build it with `make build`, which says why where its Go modules cannot be had")
        : DevLedgerChaincode(chaincode, program);

    /// <summary>A file of the source tree, or of the folder beside the program: consortium.yaml, the examples.</summary>
    public string? FindFile(string relativePath) =>
        new[] { baseDirectory, Path.Combine(baseDirectory, ".."), SourceRoot() }
            .OfType<string>()
            .Select(root => Path.GetFullPath(Path.Combine(root, relativePath)))
            .FirstOrDefault(Path.Exists);

    private ProgramCommand? FindChaincode(string name) =>
        new[] { Path.Combine(baseDirectory, "chaincode", name), Path.Combine(baseDirectory, "..", "chaincode", name), BuiltChaincode(name) }
            .Select(Path.GetFullPath)
            .FirstOrDefault(File.Exists) is { } found
            ? new ProgramCommand(found, [])
            : null;

    private string BuiltChaincode(string name) =>
        Path.GetFullPath(Path.Combine(SourceRoot() is { } root ? Path.Combine(root, "artifacts") : Path.Combine(baseDirectory, ".."), "chaincode", name));

    private ProgramCommand FindManaged(string name, string folder, string project, string variable)
    {
        if (FromEnvironment(variable) is { } named)
        {
            return named;
        }

        var folders = new List<string>();
        if (SourceRoot() is { } root && Path.Combine(root, "gateway", "tools", "Insurance.Cli", "bin") is var own && baseDirectory.StartsWith(own, StringComparison.Ordinal))
        {
            // What follows bin/ in this program's own path is the same for the sibling project, or shorter by the runtime
            // identifier where that is built for any.
            var sibling = Path.Combine(root, "gateway", project, "bin", Path.GetRelativePath(own, baseDirectory));
            folders.Add(sibling);
            folders.Add(Path.Combine(sibling, ".."));
        }

        folders.Add(Path.Combine(baseDirectory, "..", folder));
        return folders.Select(candidate => Managed(Path.GetFullPath(Path.Combine(candidate, name)))).OfType<ProgramCommand>().FirstOrDefault()
            ?? throw Missing(name, Path.GetFullPath(Path.Combine(folders[0], name)), variable, "build it with `make build` (or `dotnet build -c Release`)");
    }

    private ProgramCommand? FromEnvironment(string variable)
    {
        if (environment(variable) is not { Length: > 0 } path)
        {
            return null;
        }

        path = Path.GetFullPath(path);
        return !File.Exists(path)
            ? throw new ConsortiumException(ExitCodes.Environment, $"{variable} names {path}, which does not exist; correct or unset it")
            : path.EndsWith(".dll", StringComparison.Ordinal) ? new ProgramCommand("dotnet", [path]) : new ProgramCommand(path, []);
    }

    private static ProgramCommand? Managed(string path) =>
        File.Exists(path) ? new ProgramCommand(path, [])
        : File.Exists(path + ".dll") ? new ProgramCommand("dotnet", [path + ".dll"])
        : null;

    private static ConsortiumException Missing(string what, string path, string variable, string remedy) =>
        new(ExitCodes.Environment, $"{what} is not built: no file at {path}; {remedy}, or set {variable} to the program");

    private string? SourceRoot()
    {
        for (var directory = new DirectoryInfo(baseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "Fabric.Insurance.sln")))
            {
                return directory.FullName;
            }
        }

        return null;
    }
}
