namespace Insurance.Cli.Tests.Docker;

public sealed class DockerNetworkTests
{
    [Theory]
    [InlineData(true, "consensus bft needs Fabric 3, and containers run 2.5.")]
    [InlineData(false, "channelCapability V3_0 needs Fabric 3, and containers run 2.5.")]
    public async Task Check_WhatOnlyFabric3Has_IsRefusedBeforeTheEngineIsAsked(bool bft, string expected)
    {
        var consortium = new ConsortiumText().Read();
        consortium = consortium with { ChannelCapability = ChannelCapability.V3_0, Orderer = consortium.Orderer with { Consensus = bft ? Consensus.Bft : Consensus.Raft } };
        var network = new DockerNetwork(new Insurance.Consortium.Home.HomeDirectory("/nowhere"), DockerEngine.ForThisProcess, _ => { });

        var failure = await Should.ThrowAsync<ConsortiumException>(() => network.CheckAsync(consortium, CancellationToken.None));

        failure.ExitCode.ShouldBe(ExitCodes.InvalidInput);
        failure.Message.ShouldStartWith(expected);
        failure.Message.ShouldEndWith("or choose --network fabric");
    }
}
