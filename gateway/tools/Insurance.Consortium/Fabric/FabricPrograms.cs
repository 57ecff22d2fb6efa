namespace Insurance.Consortium.Fabric;

/// <summary>
/// Fabric's own programs: in the folder that <c>INSURE_FABRIC_BIN</c> names, else on PATH, else in <see cref="UsualFolder"/>.
/// </summary>
public sealed class FabricPrograms(Func<string, string?> environment)
{
    public const string UsualFolder = "/opt/fabric/bin";
    private const string Variable = "INSURE_FABRIC_BIN";
    private static readonly string[] Names = ["peer", "orderer", "configtxgen", "osnadmin"];

    public static FabricPrograms ForThisProcess { get; } = new(Environment.GetEnvironmentVariable);

    public ProgramCommand Peer => Find("peer");

    public ProgramCommand Orderer => Find("orderer");

    public ProgramCommand ConfigTxGen => Find("configtxgen");

    public ProgramCommand OsnAdmin => Find("osnadmin");

    private IReadOnlyList<string> Folders => environment(Variable) is { Length: > 0 } named
        ? [Path.GetFullPath(named)]
        : [.. (environment("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries), UsualFolder];

    /// <summary>Fails with all that is missing, or when what is there is older than the platform needs.</summary>
    public async Task<FabricReleases> CheckAsync(CancellationToken cancellationToken)
    {
        List<string> missing = [.. Names.Where(name => Locate(name) is null)];
        if (missing.Count > 0)
        {
            var where = environment(Variable) is { Length: > 0 } named
                ? $"not in {named}, which {Variable} names; correct or unset it"
                : $"neither on PATH nor in {UsualFolder}; install the Hyperledger Fabric {FabricVersion.Oldest.Major}.{FabricVersion.Oldest.Minor} binaries there, or set {Variable} to their folder";
            throw new ConsortiumException(ExitCodes.Environment, $"Fabric's {(missing.Count == 1 ? "program" : "programs")} {string.Join(", ", missing)} {(missing.Count == 1 ? "is" : "are")} {where}");
        }

        var (peer, orderer) = (DemandVersionAsync(Peer, cancellationToken), DemandVersionAsync(Orderer, cancellationToken));
        return new FabricReleases(await peer, await orderer);
    }

    /// <summary>What a program says of itself; null: nothing that could be read.</summary>
    public static async Task<FabricVersion?> VersionAsync(ProgramCommand program, CancellationToken cancellationToken)
    {
        var result = await ToolProcess.RunAsync(program, ["version"], FabricEnvironment.Of(), cancellationToken);
        return result.Succeeded ? FabricVersion.Parse(result.Output) : null;
    }

    private static async Task<FabricVersion> DemandVersionAsync(ProgramCommand program, CancellationToken cancellationToken)
    {
        var result = await ToolProcess.RunAsync(program, ["version"], FabricEnvironment.Of(), cancellationToken);
        if (!result.Succeeded)
        {
            throw new ConsortiumException(ExitCodes.Environment, $"{program.FileName} does not say its version ({result.Problem}); it must be Hyperledger Fabric's {Path.GetFileName(program.FileName)} {FabricVersion.Oldest} or newer; set {Variable} to the folder of a working one");
        }

        if (FabricVersion.Parse(result.Output) is not { } version)
        {
            // Fabric's own build links a version in; a plain `go build` leaves it out, and programs then say "latest".
            var said = result.Output.Split('\n').Select(line => line.Trim()).FirstOrDefault(line => line.StartsWith("Version:", StringComparison.Ordinal))?["Version:".Length..].Trim();
            throw said is { Length: > 0 } and not "latest"
                ? new ConsortiumException(ExitCodes.Environment, $"{program.FileName} says that its version is '{said}', which is none of Hyperledger Fabric; set {Variable} to the folder of a release")
                : new ConsortiumException(ExitCodes.Environment, $"{program.FileName} does not say its version: it was linked without one, so that nobody can know what it can do. Take a release, build it with Fabric's own make, or link it with -ldflags \"-X github.com/hyperledger/fabric/common/metadata.Version=v<version>\"; or set {Variable} to the folder of another");
        }

        return version < FabricVersion.Oldest
            ? throw new ConsortiumException(ExitCodes.Environment, $"{program.FileName} is Hyperledger Fabric {version}; {FabricVersion.Oldest} or newer is needed: install it, or set {Variable} to its folder")
            : version;
    }

    /// <summary>The release of the peers that this would start; null: there is none, or it does not say.</summary>
    public async Task<FabricVersion?> PeerVersionAsync(CancellationToken cancellationToken) =>
        Locate("peer") is { } path ? await VersionAsync(new ProgramCommand(path, []), cancellationToken) : null;

    private ProgramCommand Find(string name) => Locate(name) is { } path
        ? new ProgramCommand(path, [])
        : throw new ConsortiumException(ExitCodes.Environment, $"Fabric's program {name} is missing; install it in {UsualFolder}, or set {Variable} to its folder");

    private string? Locate(string name) => Folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(IsProgram);

    private static bool IsProgram(string path) =>
        File.Exists(path) && (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0;
}
