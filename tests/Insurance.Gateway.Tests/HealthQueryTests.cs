namespace Insurance.Gateway.Tests;

/// <summary>What a container's health check asks.</summary>
public sealed class HealthQueryTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("*")]
    public async Task Ask_PeerAnswers_FindsNothingWrong(string listensOn)
    {
        await using var server = await GatewayServer.StartAsync();
        server.Ledger.AnswerBytes("GetChainInfo", _ => []);

        (await HealthQuery.AskAsync(Address(listensOn, server), server.CertificateFile, Patience)).ShouldBeNull();
    }

    [Fact]
    public async Task Ask_PeerDoesNotAnswer_SaysSo()
    {
        await using var server = await GatewayServer.StartAsync();
        server.Ledger.Fail("GetChainInfo", LedgerFailure.Unavailable);

        (await HealthQuery.AskAsync(Address("127.0.0.1", server), server.CertificateFile, Patience))
            .ShouldBe("the gateway runs, but its peer does not answer");
    }

    [Fact]
    public async Task Ask_SomebodyElseListensThere_IsNotBelieved()
    {
        await using var server = await GatewayServer.StartAsync();
        await using var other = await GatewayServer.StartAsync();
        server.Ledger.AnswerBytes("GetChainInfo", _ => []);

        (await HealthQuery.AskAsync(Address("127.0.0.1", server), other.CertificateFile, Patience)).ShouldNotBeNull()
            .ShouldStartWith($"no gateway answers at https://127.0.0.1:{server.Endpoint.Port}/: ");
    }

    [Fact]
    public async Task Ask_NobodyListens_NamesTheAddress()
    {
        await using var server = await GatewayServer.StartAsync();
        var address = Address("127.0.0.1", server);
        await server.StopAsync();

        (await HealthQuery.AskAsync(address, server.CertificateFile, Patience)).ShouldNotBeNull()
            .ShouldStartWith($"no gateway answers at https://127.0.0.1:{address.Port}/: ");
    }

    [Fact]
    public async Task Ask_AnyFreePort_CannotBeAsked()
    {
        await using var server = await GatewayServer.StartAsync();

        (await HealthQuery.AskAsync(ListenAddress.Parse("127.0.0.1:0")!, server.CertificateFile, Patience)).ShouldNotBeNull()
            .ShouldContain("name a port");
    }

    private static ListenAddress Address(string host, GatewayServer server) =>
        ListenAddress.Parse($"{host}:{server.Endpoint.Port}")!;
}
