using System.IO.Compression;
using System.Net.Sockets;
using Grpc.Health.V1;
using Insurance.V1;

namespace Assurance.Floods;

/// <summary>
/// More of one kind than anybody needs, from one caller or from nobody known, on loopback and bounded; meanwhile others are
/// served, and afterwards memory is as it was.
/// </summary>
internal sealed class FloodRun(ConsortiumFixture fixture, Tally tally)
{
    public const string Part = "floods";

    private const int Watches = 150;
    private const int Subscriptions = 100;
    private const int Calls = 1_200;
    private const int Bombs = 40;
    private const int BombBytes = 48 << 20;
    private const int SlowBodies = 40;
    private const int Connections = 300;

    // Kestrel gives a body that does not come five seconds, and looks once a second.
    private static readonly TimeSpan SlowBodyPatience = TimeSpan.FromSeconds(40);

    private TestConsortium Consortium => fixture.Consortium;

    public async Task RunAsync(int rounds)
    {
        using var callers = new GatewayCallers(Consortium);
        await ServedAsync("nothing yet", callers);
        var before = Attack.Residents(Consortium);
        for (var round = 0; round < rounds; round++)
        {
            await StreamsAsync("health watches of nobody", callers, null, "/grpc.health.v1.Health/Watch", new HealthCheckRequest(), Watches);
            await StreamsAsync("subscriptions of one broker", callers, TestConsortium.Broker, "/insurance.v1.Events/Subscribe", new SubscribeRequest(), Subscriptions);
            await CallsAsync(callers);
            await ConnectionsAsync(callers);
            await SlowBodiesAsync(callers);
            if (!LedgerUnderTest.IsFabric)
            {
                await BombsAsync(callers);
            }

            Console.WriteLine($"{DateTime.UtcNow:T} {Part}: {round + 1} of {rounds}");
        }

        Attack.Watch(Part, Consortium, tally, rounds);
        await Attack.MemoryAsync(Part, Consortium, tally, before);
    }

    private async Task StreamsAsync(string flood, GatewayCallers callers, string? caller, string path, IMessage message, int count)
    {
        await using var streams = new OpenStreams(Consortium, TestConsortium.Aurora, caller);
        foreach (var how in await streams.OpenAsync(path, message.ToByteArray(), count))
        {
            tally.Count(Part, $"{flood}: {how}");
        }

        await ServedAsync(flood, callers);
    }

    private async Task CallsAsync(GatewayCallers callers)
    {
        const string Flood = "calls of one broker at once";
        using var broker = callers.New(TestConsortium.Aurora, TestConsortium.Broker);
        var body = WireClient.Frame(new GetRegistryRequest().ToByteArray());
        var calls = Enumerable.Range(0, Calls).Select(_ => broker.GrpcAsync("/insurance.v1.Consortium/GetRegistry", body, isStream: false)).ToList();
        await ServedAsync(Flood, callers);
        foreach (var answer in await Task.WhenAll(calls))
        {
            tally.Count(Part, $"{Flood}: {answer}");
        }
    }

    private async Task ConnectionsAsync(GatewayCallers callers)
    {
        const string Flood = "connections that say nothing";
        var open = new List<TcpClient>();
        try
        {
            for (var number = 0; number < Connections; number++)
            {
                var client = new TcpClient();
                open.Add(client);
                await client.ConnectAsync(IPAddress.Loopback, Consortium.Gateway(TestConsortium.Aurora).Port);
                tally.Count(Part, $"{Flood}: open");
            }

            // New callers, each on a connection of its own, still get one.
            using var fresh = new GatewayCallers(Consortium);
            await ServedAsync(Flood, fresh);
        }
        finally
        {
            open.ForEach(client => client.Dispose());
        }
    }

    private async Task SlowBodiesAsync(GatewayCallers callers)
    {
        const string Flood = "bodies that do not come";
        using var stop = new CancellationTokenSource(SlowBodyPatience);
        var slow = Enumerable.Range(0, SlowBodies).Select(number => SlowBody.SendAsync(Consortium, number % 2 == 0 ? "claims-handler" : null, stop.Token)).ToList();
        await ServedAsync(Flood, callers);
        foreach (var how in await Task.WhenAll(slow))
        {
            tally.Count(Part, $"{Flood}: {how}");
            if (how == SlowBody.KeptWaiting)
            {
                tally.Break(Zero.Hang, $"{Flood}: the request was neither refused nor ended within {SlowBodyPatience.TotalSeconds} s");
            }
        }
    }

    /// <summary>Little gzip that is much when it is unfolded, signed by nobody.</summary>
    private async Task BombsAsync(GatewayCallers callers)
    {
        const string Flood = "gzip bombs of nobody at the ledger";
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            // A string field of an Endorse request, as long as it says.
            gzip.Write([0x0a, .. Varint(BombBytes)]);
            var zeros = new byte[1 << 20];
            for (var sent = 0; sent < BombBytes; sent += zeros.Length)
            {
                gzip.Write(zeros);
            }
        }

        var frame = WireClient.Frame(packed.ToArray());
        frame[0] = 1;
        using var settings = JsonDocument.Parse(await File.ReadAllTextAsync(Consortium.GatewayConfiguration(TestConsortium.Aurora)));
        var endpoint = new Uri(settings.RootElement.GetProperty("Gateway").GetProperty("Peer").GetProperty("Endpoint").GetString()!);
        using var nobody = new WireClient(Consortium.Handler(TestConsortium.Aurora, (System.Security.Cryptography.X509Certificates.X509Certificate2?)null), endpoint);
        var bombs = Enumerable.Range(0, Bombs).Select(_ => nobody.GrpcAsync("/gateway.Gateway/Endorse", frame, isStream: false, new Dictionary<string, string> { ["grpc-encoding"] = "gzip" })).ToList();
        await ServedAsync(Flood, callers);
        foreach (var answer in await Task.WhenAll(bombs))
        {
            tally.Count(Part, $"{Flood}: {answer.Status}");
            if (answer == Answer.Late)
            {
                tally.Break(Zero.Hang, Flood);
            }
        }
    }

    /// <summary>The load balancer, staff of two roles and another organization are answered meanwhile.</summary>
    private async Task ServedAsync(string flood, GatewayCallers callers)
    {
        var watched = await callers.Of(TestConsortium.Aurora, null).GrpcAsync("/grpc.health.v1.Health/Check", WireClient.Frame(new HealthCheckRequest().ToByteArray()), isStream: false);
        Judge("the load balancer's health check", watched);
        foreach (var (mspId, caller) in new[] { (TestConsortium.Aurora, "claims-handler"), (TestConsortium.Aurora, "underwriter"), (TestConsortium.Meridian, "underwriter") })
        {
            var list = await callers.Of(mspId, caller).GrpcAsync("/insurance.v1.Consortium/GetRegistry", WireClient.Frame(new GetRegistryRequest().ToByteArray()), isStream: false);
            Judge($"{caller} of {mspId}", list);
        }

        var events = await callers.Of(TestConsortium.Aurora, "claims-handler").GrpcAsync("/insurance.v1.Events/Subscribe", WireClient.Frame(new SubscribeRequest().ToByteArray()), isStream: true);
        Judge("a claims handler's subscription", events);

        void Judge(string who, Answer answer)
        {
            tally.Count("others during floods", answer.IsOk ? "served" : $"{who} during {flood}: {answer}");
            if (answer == Answer.Late)
            {
                tally.Break(Zero.Hang, $"{who} during {flood}");
            }
            else if (!answer.IsOk)
            {
                tally.Break(Zero.ShutOut, $"{who} during {flood}: {answer} {answer.Message}");
            }
        }
    }

    private static byte[] Varint(int value)
    {
        using var bytes = new MemoryStream();
        using (var output = new CodedOutputStream(bytes, leaveOpen: true))
        {
            output.WriteInt32(value);
        }

        return bytes.ToArray();
    }
}
