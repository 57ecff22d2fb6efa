using Insurance.Cli.Fabric;
using Insurance.Cli.Processes;
using Insurance.Cli.Rendering;

namespace Insurance.Cli.Running;

/// <summary>Makes the network of a kind: the one place that knows them all.</summary>
internal static class LedgerNetworks
{
    public static ILedgerNetwork Create(NetworkKind kind, HomeDirectory home, ProgramLocator locator, Action<string> progress) => kind switch
    {
        NetworkKind.DevLedger => new DevLedgerNetwork(home, locator),
        NetworkKind.Fabric => new NativeFabricNetwork(home, locator, FabricPrograms.ForThisProcess, progress),
        // Docker: here.
        _ => throw new CliException(ExitCodes.InvalidInput, $"--network {kind.ToString().ToLowerInvariant()} is not part of this build; choose devledger or fabric"),
    };
}
