using Google.Protobuf;
using Grpc.Tests.Protocol;

namespace Grpc.Tests.Interop;

public sealed class PythonServerTests(PeerServerFixture.Python peer) : IClassFixture<PeerServerFixture.Python>
{
    [PeerTheory("python")]
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
    public Task GrpcIo_ServesOurClient_AsItShould(string name) => PeerServerCases.RunAsync(peer.Server, name);

    [PeerFact("python")]
    public async Task GrpcIo_CompressesWithGzip_OurClientReads()
    {
        await using var server = await PeerServer.StartAsync(peer.Peer, "gzip");
        var payload = ByteString.CopyFrom(new byte[100_000]);

        (await server.Client.UnaryAsync(new EchoRequest { Payload = payload })).Payload.ShouldBe(payload);
    }
}
