using Grpc.Tests.Protocol;

namespace Grpc.Tests.Server;

/// <summary>One server in clear text and one channel to it, shared by the tests of a class.</summary>
public sealed class EchoFixture : IAsyncLifetime
{
    public EchoServer Server { get; private set; } = null!;

    public GrpcChannel Channel { get; private set; } = null!;

    public Echo.EchoClient Client { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Server = await EchoServer.StartAsync();
        Channel = Server.Channel();
        Client = new Echo.EchoClient(Channel);
    }

    public async Task DisposeAsync()
    {
        Channel.Dispose();
        await Server.DisposeAsync();
    }
}
