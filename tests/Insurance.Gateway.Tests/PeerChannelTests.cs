using System.Net;
using System.Net.Sockets;
using Grpc.Core;
using Grpc.Health.V1;
using Microsoft.Extensions.Logging.Abstractions;

namespace Insurance.Gateway.Tests;

public sealed class PeerChannelTests
{
    [Fact]
    public async Task Call_PeerThatWasAwayIsBack_ReachesItWithinSeconds()
    {
        var port = FreePort();
        using var channel = PeerChannel.Open(new Uri($"http://127.0.0.1:{port}"), new SocketsHttpHandler(), NullLoggerFactory.Instance);
        var health = new Health.HealthClient(channel);

        // Long enough for the package's own pauses to be four seconds and more.
        var back = DateTime.UtcNow.AddSeconds(8);
        while (DateTime.UtcNow < back)
        {
            (await CodeAsync(health)).ShouldBe(StatusCode.Unavailable);
            await Task.Delay(100);
        }

        using var peer = new TcpListener(IPAddress.Loopback, port);
        peer.Start();
        var connected = peer.AcceptTcpClientAsync();
        var started = DateTime.UtcNow;
        while (!connected.IsCompleted && DateTime.UtcNow < started.AddSeconds(30))
        {
            await CodeAsync(health);
            await Task.Delay(100);
        }

        connected.IsCompletedSuccessfully.ShouldBeTrue();
        (DateTime.UtcNow - started).ShouldBeLessThan(TimeSpan.FromSeconds(2.5));
        (await connected).Dispose();
    }

    private static async Task<StatusCode> CodeAsync(Health.HealthClient health)
    {
        var refused = await Should.ThrowAsync<RpcException>(
            health.CheckAsync(new HealthCheckRequest(), deadline: DateTime.UtcNow.AddMilliseconds(500)).ResponseAsync);
        return refused.StatusCode;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
