using Insurance.Consortium.Docker;
using Insurance.Consortium.Fabric;
using Insurance.Consortium.Rendering.Fabric;

namespace Insurance.Cli.Commands;

/// <summary><c>insure network render</c>.</summary>
internal static class NetworkRenderCommand
{
    private const string Native = "native";
    private const string Docker = "docker";

    public static Command Create()
    {
        var (home, config, basePort) = (CommonOptions.Home(), CommonOptions.Config(), CommonOptions.BasePort());
        var target = new Option<string>("--for")
        {
            Description = "native: nodes on this machine's loopback interface; docker: nodes in containers",
            DefaultValueFactory = _ => Native,
        };
        target.AcceptOnlyFromAmong(Native, Docker);
        var rotate = new Option<bool>("--new-fingerprint-key") { Description = "Gives the insurers a further common key for fingerprints, used from the next start on; entries under the former ones are still found" };
        var command = new Command("render", "Writes certificates and every process's configuration for Fabric, and starts nothing.") { home, config, basePort, target, rotate };
        command.SetAction((result, _) => CommandRunner.RunAsync(result, (output, token) => RunAsync(
            CommonOptions.HomeOf(result, home),
            result.GetValue(config),
            result.GetValue(basePort),
            result.GetValue(target) == Docker,
            result.GetValue(rotate),
            output,
            token)));
        return command;
    }

    private static async Task<int> RunAsync(HomeDirectory home, string? file, int? basePort, bool inContainers, bool newFingerprintKey, CommandOutput output, CancellationToken cancellationToken)
    {
        // Read first: a mistake in the file must not leave a directory behind.
        var consortium = DescriptionSource.Read(ProgramLocator.ForThisProcess, file, basePort);
        if (inContainers)
        {
            DockerNetwork.RefuseWhatOnlyFabric3Has(consortium);
        }

        using var homeLock = HomeLock.Take(home);
        if (await LedgerNetworks.LoadStateAsync(home, cancellationToken) is { AnyAlive: true })
        {
            throw new ConsortiumException(ExitCodes.InvalidInput, $"the consortium in {home.Path} runs on the files there; run `{Invocation.Of(home, "down")}` first, or choose another directory with --home");
        }

        new ClockCheck(home, TimeProvider.System).DemandUse();
        var peers = inContainers ? null : await FabricPrograms.ForThisProcess.PeerVersionAsync(cancellationToken);
        new ConsortiumRenderer(home, TimeProvider.System).RenderFabric(consortium, inContainers ? FabricHosts.Containers : FabricHosts.Loopback, newFingerprintKey, peers);
        if (inContainers)
        {
            var package = File.ReadAllBytes(home.ChaincodePackage(consortium.Chaincode.Name));
            ComposeRenderer.Render(home, consortium, ChaincodePackageFile.Id(consortium.Chaincode, package));
        }

        var compose = inContainers && !output.IsJson ? await DockerEngine.ForThisProcess.ComposeCommandAsync(home, cancellationToken) : null;
        output.Write(Document(home, consortium, inContainers), text => Report(home, consortium, compose, text));
        return ExitCodes.Success;
    }

    private static object Document(HomeDirectory home, ConsortiumDescription consortium, bool inContainers) => new
    {
        Home = home.Path,
        consortium.Channel,
        home.ConfigTx,
        Orderers = consortium.Orderer.Nodes.Select(node => new { node.Name, Configuration = home.OrdererConfiguration(node.Name) }),
        Peers = consortium.Organizations.Select(organization => new { organization.MspId, Configuration = home.PeerConfiguration(organization.MspId) }),
        Chaincodes = consortium.Chaincodes.Select(chaincode => new { chaincode.Name, Package = home.ChaincodePackage(chaincode.Name), Collections = home.Collections(chaincode.Name) }),
        ComposeFile = inContainers ? home.ComposeFile : null,
        ComposeEnvironment = inContainers ? home.ComposeEnvironment : null,
    };

    private static void Report(HomeDirectory home, ConsortiumDescription consortium, string? compose, TextPage text)
    {
        text.WriteLine($"Rendered {consortium.Organizations.Count} organizations and {consortium.Orderer.Nodes.Count} orderers of channel {consortium.Channel} into {home.Path}.");
        text.WriteLine($"""
            Channel: {home.ConfigTx}
            Orderers: FABRIC_CFG_PATH={home.OrdererConfiguration("<node>")}
            Peers: FABRIC_CFG_PATH={home.PeerConfiguration("<MSP id>")}, with the variables of peer.env there
            Chaincode: {home.ChaincodePackage(consortium.Chaincode.Name)}, {home.Collections(consortium.Chaincode.Name)}
            """);
        if (compose is not null)
        {
            text.WriteLine($"Containers: {compose} …");
        }
    }
}
