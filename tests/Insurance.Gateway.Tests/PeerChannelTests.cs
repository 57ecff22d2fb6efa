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

    [Fact]
    public async Task Call_PeerWhoseMachineDoesNotAnswer_FailsLongBeforeTheSystemGivesUp()
    {
        // Whoever listens and accepts nobody has a full queue after a few connections, and then answers no attempt.
        using var peer = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        peer.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        peer.Listen(0);
        var port = ((IPEndPoint)peer.LocalEndPoint!).Port;
        var before = Enumerable.Range(0, 8).Select(_ => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)).ToList();
        foreach (var socket in before)
        {
            socket.Blocking = false;
            Should.Throw<SocketException>(() => socket.Connect(IPAddress.Loopback, port)).SocketErrorCode.ShouldBe(SocketError.WouldBlock);
        }

        using var channel = PeerChannel.Open(new Uri($"http://127.0.0.1:{port}"), new SocketsHttpHandler(), NullLoggerFactory.Instance);

        (await CodeAsync(new Health.HealthClient(channel), TimeSpan.FromSeconds(30))).ShouldBe(StatusCode.Unavailable);
        before.ForEach(socket => socket.Dispose());
    }

    private static async Task<StatusCode> CodeAsync(Health.HealthClient health, TimeSpan? within = null)
    {
        var refused = await Should.ThrowAsync<RpcException>(
            health.CheckAsync(new HealthCheckRequest(), deadline: DateTime.UtcNow + (within ?? TimeSpan.FromMilliseconds(500))).ResponseAsync);
        return refused.StatusCode;
    }

    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
