using YamlDotNet.RepresentationModel;

namespace Insurance.Cli.Tests.Rendering;

public sealed class ComposeFileTests
{
    private static readonly string Committed = Path.Combine(Repository.Root, "docker-compose-fabric.yml");

    [Fact]
    public void Render_RepositorysConsortium_IsTheCommittedFile()
    {
        var rendered = ComposeFile.Render(new ConsortiumText().Read());
        if (Environment.GetEnvironmentVariable("INSURE_WRITE_COMPOSE") is { Length: > 0 })
        {
            File.WriteAllText(Committed, rendered);
        }

        File.ReadAllText(Committed).ShouldBe(
            rendered, "make it anew: INSURE_WRITE_COMPOSE=1 dotnet test tests/Insurance.Cli.Tests -c Release --filter ComposeFileTests");
    }

    [Fact]
    public void Render_EveryOrganizationAndOrderer_HasItsServices()
    {
        var consortium = new ConsortiumText().Read();
        var services = Services(consortium).Children.Keys.Select(key => ((YamlScalarNode)key).Value!).ToArray();

        services.ShouldBe(
            [
                .. consortium.Orderer.Nodes.Select(node => node.Name),
                .. new[] { "chaincode", "peer", "gateway" }.SelectMany(what => consortium.Organizations.Select(organization => $"{what}-{organization.MspId.ToLowerInvariant()}")),
                "tools",
            ],
            ignoreOrder: true);
    }

    [Fact]
    public void Render_OrganizationWithoutGateway_RunsNone()
    {
        var text = new ConsortiumText();
        text.Replace("    gatewayPort: 8444");

        Services(text.Read()).Children.ContainsKey("gateway-supervisormsp").ShouldBeFalse();
    }

    [Fact]
    public void Render_EveryPublishedPort_IsOnTheLoopbackInterfaceOnly()
    {
        var ports = Services(new ConsortiumText().Read()).Children.Values
            .Cast<YamlMappingNode>()
            .Where(service => service.Children.ContainsKey("ports"))
            .SelectMany(service => (YamlSequenceNode)service["ports"])
            .Select(port => ((YamlScalarNode)port).Value!)
            .ToArray();

        ports.ShouldContain("127.0.0.1:8441:8441");
        ports.ShouldContain("127.0.0.1:8541:8541");
        ports.ShouldAllBe(port => port.StartsWith("127.0.0.1:", StringComparison.Ordinal));
    }

    [Fact]
    public void Render_EveryMount_IsOfTheStateDirectoryAndReadOnlyOrAVolume()
    {
        var mounts = Services(new ConsortiumText().Read()).Children.Values
            .Cast<YamlMappingNode>()
            .Where(service => service.Children.ContainsKey("volumes"))
            .SelectMany(service => (YamlSequenceNode)service["volumes"])
            .Cast<YamlMappingNode>()
            .ToArray();

        mounts.Length.ShouldBeGreaterThan(40);
        mounts.ShouldAllBe(mount => Is(mount, "type", "volume")
            || (Is(mount, "read_only", "true") && ((YamlScalarNode)mount["source"]).Value!.StartsWith("${INSURE_STATE_DIRECTORY:?", StringComparison.Ordinal)));
    }

    [Fact]
    public void Render_ContainersOfAnOrganization_SeeNoOtherOrganizationsFiles()
    {
        var peer = (YamlMappingNode)Services(new ConsortiumText().Read())["peer-meridianmsp"];
        var targets = ((YamlSequenceNode)peer["volumes"]).Select(mount => ((YamlScalarNode)mount["target"]).Value!).ToArray();

        targets.ShouldContain("/insure/organizations/MeridianMSP/peer");
        targets.ShouldAllBe(target => target.Contains("MeridianMSP", StringComparison.Ordinal) || target == "/var/hyperledger" || target == "/etc/hyperledger/fabric");
        targets.ShouldNotContain(target => target.EndsWith("/ca", StringComparison.Ordinal) || target.EndsWith(".key", StringComparison.Ordinal));
    }

    [Fact]
    public void Render_ImagesOfOurs_AreOfThisVersionAndTheirTagsAreTags()
    {
        var lines = ComposeEnvironment.Render(new HomeDirectory("/nowhere"), "insurance_1.0:aa").Split('\n');

        foreach (var (variable, image) in new[] { ("INSURE_GATEWAY_IMAGE", "insurance-gateway"), ("INSURE_CHAINCODE_IMAGE", "insurance-chaincode") })
        {
            var named = lines.Single(line => line.StartsWith(variable + "=", StringComparison.Ordinal))[(variable.Length + 1)..].Split(':');
            named[0].ShouldBe(image);
            named[1].ShouldMatch("^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$");
            Versions.ProgramVersion.Full.ShouldStartWith(named[1]);
        }
    }

    private static bool Is(YamlMappingNode node, string key, string value) =>
        node.Children.TryGetValue(key, out var found) && ((YamlScalarNode)found).Value == value;

    private static YamlMappingNode Services(ConsortiumDescription consortium)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(ComposeFile.Render(consortium)));
        return (YamlMappingNode)stream.Documents[0].RootNode["services"];
    }
}
