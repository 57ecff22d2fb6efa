using Grpc.Tests.Server;

namespace Grpc.Tests.Interop;

/// <summary>Clients of other implementations call our server.</summary>
public sealed class PeerClientTests
{
    public static TheoryData<string> Cases =>
    [
        "empty", "large", "gzip", "server-stream", "client-stream", "duplex", "cancel", "deadline",
        "unimplemented", "unknown-service", "metadata", "status-details",
    ];

    [PeerTheory("node")]
    [MemberData(nameof(Cases))]
    public Task GrpcJs_CallsOurServer_AsItShould(string name) => RunAsync(Peer.Node, name);

    [PeerTheory("python")]
    [MemberData(nameof(Cases))]
    public Task GrpcIo_CallsOurServer_AsItShould(string name) => RunAsync(Peer.Python, name);

    private static async Task RunAsync(Peer peer, string name)
    {
        await using var server = await EchoServer.StartAsync(options => options.MaxReceiveMessageSize = 9 * 1024 * 1024);

        await peer.RunAsync("client", $"127.0.0.1:{server.Port}", name);

        if (name is "cancel" or "deadline")
        {
            await server.Log.CancelledAsync($"{peer.Name}-{name}");
        }
    }
}
