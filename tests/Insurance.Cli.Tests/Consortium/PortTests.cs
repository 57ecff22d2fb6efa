namespace Insurance.Cli.Tests.Consortium;

public sealed class PortTests
{
    private readonly ConsortiumText _text = new();

    [Fact]
    public void Read_PortsNotGiven_FollowFromThePeerAndTheNode()
    {
        var description = _text.Read();

        var aurora = description.Organizations[0];
        (aurora.PeerPort, aurora.GatewayPort, aurora.HolderPort, aurora.ChaincodePort, aurora.OperationsPort, aurora.PeerChaincodePort)
            .ShouldBe((7051, 8441, 8541, 8051, 9051, 10051));
        description.Organizations.Select(organization => organization.HolderPort).ShouldBe([8541, 8542, null, null], "only insurers have policyholders");
        var node = description.Orderer.Nodes[2];
        (node.Name, node.Port, node.AdminPort, node.OperationsPort).ShouldBe(("orderer3", 7063, 8063, 9063));
    }

    [Fact]
    public void Read_PortsGiven_Win()
    {
        _text.InsertAfter("    peerPort: 7052", "    chaincodePort: 5001", "    operationsPort: 5002", "    peerChaincodePort: 5003", "    holderPort: 5006");
        _text.InsertAfter("      port: 7062", "      adminPort: 5004", "      operationsPort: 5005");

        var description = _text.Read();

        var meridian = description.Organizations[1];
        (meridian.ChaincodePort, meridian.OperationsPort, meridian.PeerChaincodePort, meridian.HolderPort).ShouldBe((5001, 5002, 5003, 5006));
        (description.Orderer.Nodes[1].AdminPort, description.Orderer.Nodes[1].OperationsPort).ShouldBe((5004, 5005));
    }

    [Fact]
    public void Problems_DerivedPortsThatMeetOthers_NameBothWithTheLine()
    {
        var gateway = _text.Replace("    gatewayPort: 8442", "    gatewayPort: 8051");
        var node = _text.Replace("      port: 7063", "      port: 7051");
        var peer = _text.Replace("    peerPort: 7054", "    peerPort: 64000");

        _text.Problems().ShouldBe(
        [
            $"line {node}: orderer.nodes[2].port 7051 is already the port of organizations[0].peerPort; ports must differ",
            $"line {node}: orderer.nodes[2].adminPort follows from port as 8051, which is already the port of organizations[0].chaincodePort (that is peerPort + 1000); give adminPort explicitly",
            $"line {node}: orderer.nodes[2].operationsPort follows from port as 9051, which is already the port of organizations[0].operationsPort (that is peerPort + 2000); give operationsPort explicitly",
            $"line {gateway}: organizations[1].gatewayPort 8051 is already the port of organizations[0].chaincodePort (that is peerPort + 1000); ports must differ",
            $"line {peer}: organizations[3].peerChaincodePort follows from peerPort as 67000, beyond 65535; give peerChaincodePort explicitly, or choose a lower peerPort",
            $"line {peer}: organizations[3].operationsPort follows from peerPort as 66000, beyond 65535; give operationsPort explicitly, or choose a lower peerPort",
        ]);
    }

    [Fact]
    public void WithPortsOf_TheSameMembers_AreWhereTheyWere()
    {
        var described = _text.Read();
        var before = described.WithPorts([.. Enumerable.Range(20_000, described.PortCount)]);

        described.WithPortsOf(before, () => throw new InvalidOperationException("nobody is new")).ShouldBeSameAsText(before);
    }

    [Fact]
    public void WithPortsOf_AMemberThatIsNew_TakesNoOthersPort()
    {
        var described = _text.Read();
        var before = described.WithPorts([.. Enumerable.Range(7_051, described.PortCount)]);
        before = before with { Organizations = [.. before.Organizations.Skip(1)] };
        var free = 30_000;

        var moved = described.WithPortsOf(before, () => free++);

        moved.Organizations.Skip(1).Select(member => member.PeerPort).ShouldBe(before.Organizations.Select(member => member.PeerPort));
        moved.Organizations[0].GatewayPort.ShouldBe(described.Organizations[0].GatewayPort);
        var all = moved.Organizations.SelectMany(member => member.Ports).Concat(moved.Orderer.Nodes.SelectMany(node => node.Ports)).ToList();
        all.Distinct().Count().ShouldBe(all.Count);
    }

    [Fact]
    public void WithPorts_EveryPort_IsRenumberedPeersFirstThenGateways()
    {
        _text.Replace("    gatewayPort: 8444");
        _text.Append("additionalChaincodes:", "  - { name: other, version: \"1\", sequence: 1, program: other }");
        var description = _text.Read();

        var moved = description.WithPorts([.. Enumerable.Range(20_000, description.PortCount)]);

        moved.Organizations.Select(organization => organization.PeerPort).ShouldBe([20_000, 20_001, 20_002, 20_003]);
        moved.Organizations.Select(organization => organization.GatewayPort).ShouldBe([20_004, 20_005, 20_006, null]);
        moved.Organizations
            .SelectMany(organization => new[] { organization.PeerPort, organization.GatewayPort ?? 0, organization.ChaincodePort, organization.PeerChaincodePort, organization.OperationsPort }.Concat(organization.AdditionalChaincodePorts))
            .Concat(moved.Orderer.Nodes.SelectMany(node => new[] { node.Port, node.AdminPort, node.OperationsPort }))
            .Where(port => port != 0)
            .Order()
            .ShouldBe(Enumerable.Range(20_000, (4 * 5) + 3 + (3 * 3)));
        moved.Organizations.Select(organization => organization.HolderPort).ShouldBe([20_032, 20_033, null, null]);
    }
}
