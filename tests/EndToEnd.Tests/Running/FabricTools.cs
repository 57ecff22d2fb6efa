namespace EndToEnd.Tests.Running;

/// <summary>Fabric's own programs, as an operator uses them beside the product.</summary>
public static class FabricTools
{
    /// <summary>Where a program is, looked for where the product does.</summary>
    public static string Program(string name)
    {
        var folders = Environment.GetEnvironmentVariable("INSURE_FABRIC_BIN") is { Length: > 0 } named
            ? [named]
            : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/opt/fabric/bin");
        return folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException($"{name} was found nowhere.");
    }

    /// <summary>The folder of the programs of a major release; null: there is none.</summary>
    public static string? Folder(int major) => Folders().FirstOrDefault(folder => Major(Path.Combine(folder, "peer")) == major);

    /// <summary>Every folder of Fabric's programs, as eng/test looks for them.</summary>
    private static IEnumerable<string> Folders()
    {
        var named = new[] { "INSURE_FABRIC_BIN", "INSURE_FABRIC_VERSIONS" }.SelectMany(name => (Environment.GetEnvironmentVariable(name) ?? "").Split(':'));
        var beside = Directory.Exists("/opt/fabric") ? Directory.EnumerateDirectories("/opt/fabric").Order(StringComparer.Ordinal).Select(folder => Path.Combine(folder, "bin")) : [];
        return named.Append("/opt/fabric/bin").Concat(beside).Where(folder => File.Exists(Path.Combine(folder, "peer")));
    }

    private static int? Major(string peer)
    {
        using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(peer, "version") { RedirectStandardOutput = true })!;
        var version = process.StandardOutput.ReadToEnd().Split('\n').FirstOrDefault(line => line.Contains("Version: v", StringComparison.Ordinal));
        process.WaitForExit();
        return version is null ? null : version[version.IndexOf(": v", StringComparison.Ordinal) + 3] - '0';
    }

    /// <summary>The <c>peer</c> command as an organization's administrator.</summary>
    public static Task<string> PeerAsync(TestConsortium consortium, string mspId, params string[] arguments) => PeerAsync(consortium, mspId, mspId, arguments);

    /// <summary>The <c>peer</c> command as the administrator of one organization, against the peer of another.</summary>
    public static async Task<string> PeerAsync(TestConsortium consortium, string administrator, string mspId, string[] arguments)
    {
        var environment = new Dictionary<string, string>
        {
            ["FABRIC_CFG_PATH"] = Path.Combine(consortium.Home, "fabric", "cli"),
            ["FABRIC_LOGGING_SPEC"] = "error",
            ["CORE_PEER_LOCALMSPID"] = administrator,
            ["CORE_PEER_MSPCONFIGPATH"] = Path.Combine(consortium.Home, "organizations", administrator, "admin", "msp"),
            ["CORE_PEER_ADDRESS"] = consortium.Peer(mspId).Address,
            ["CORE_PEER_TLS_ENABLED"] = "true",
            ["CORE_PEER_TLS_ROOTCERT_FILE"] = consortium.CaCertificate(mspId),
        };
        return (await ProgramRun.RunAsync(Program("peer"), environment, arguments)).ShouldExitWith(0).Output;
    }

    /// <summary>The arguments with which the peer command finds an orderer.</summary>
    public static string[] OrdererArguments(TestConsortium consortium) =>
        ["--orderer", consortium.Process("orderer1").Address, "--tls", "--cafile", consortium.CaCertificate("OrdererMSP")];

    /// <summary>What the product's state file says of the running consortium.</summary>
    public static JsonElement State(TestConsortium consortium)
    {
        using var state = JsonDocument.Parse(File.ReadAllText(Path.Combine(consortium.Home, "state.json")));
        return state.RootElement.GetProperty("consortium").Clone();
    }
}
