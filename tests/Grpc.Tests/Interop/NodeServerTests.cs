using Google.Protobuf;
using Grpc.Tests.Protocol;

namespace Grpc.Tests.Interop;

public sealed class NodeServerTests(PeerServerFixture.Node peer) : IClassFixture<PeerServerFixture.Node>
{
    [PeerTheory("node")]
    [InlineData("empty")]
    [InlineData("large")]
    [InlineData("server-stream")]
    [InlineData("client-stream")]
    [InlineData("duplex")]
    [InlineData("early-failure")]
    [InlineData("cancel")]
    [InlineData("deadline")]
    [InlineData("unimplemented")]
    [InlineData("unknown-service")]
    [InlineData("metadata")]
    [InlineData("status-details")]
    public Task GrpcJs_ServesOurClient_AsItShould(string name) => PeerServerCases.RunAsync(peer.Server, name);

    [PeerFact("node")]
    public async Task GrpcJs_CompressesWithGzip_OurClientReads()
    {
        await using var server = await PeerServer.StartAsync(peer.Peer, "gzip");
        var payload = ByteString.CopyFrom(new byte[100_000]);

        (await server.Client.UnaryAsync(new EchoRequest { Payload = payload })).Payload.ShouldBe(payload);
    }
}
