using System.IO.Compression;

namespace Insurance.Gateway.Tests;

/// <summary>What cannot be read gets one code and one short line in the log, whatever the method's kind.</summary>
public sealed class UnreadableRequestTests
{
    private const string Unary = "/insurance.v1.Policies/BindPolicy";
    private const string Streaming = "/insurance.v1.Events/Subscribe";
    private const string Duplex = "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo";
    private const string Health = "/grpc.health.v1.Health/Check";
    private static readonly string[] Paths = [Unary, Streaming, Duplex, Health];

    [Theory]
    [InlineData("truncated")]
    [InlineData("garbage")]
    [InlineData("not UTF-8")]
    [InlineData("wrong wire type")]
    [InlineData("endless varint")]
    [InlineData("length near 2^31")]
    [InlineData("frame of 2^32 - 1 bytes")]
    [InlineData("half a frame")]
    [InlineData("unknown flag")]
    [InlineData("compressed without encoding")]
    [InlineData("no gzip")]
    public async Task Body_ThatIsNoMessage_IsUnreadable(string body)
    {
        await using var server = await GatewayServer.StartAsync();
        var http = server.Http(server.Certificates.Caller("alice", "underwriter,auditor"));
        var logged = server.LogLines.Count;
        foreach (var path in Paths)
        {
            var (bytes, encoding) = Body(body);

            var answer = await RawCalls.SendAsync(http, path, new ByteArrayContent(bytes), encoding: encoding);

            (answer.Status, answer.Reason).ShouldBe((StatusCode.InvalidArgument, "REQUEST_UNREADABLE"), path);
            answer.TrailerBytes.ShouldBeLessThan(2048);
        }

        ShouldBeShort([.. server.LogLines.Skip(logged)]);
        server.Ledger.Submitted.ShouldBeEmpty();
    }

    [Fact]
    public async Task Body_WithNoFrameOrTwo_IsUnreadable()
    {
        await using var server = await GatewayServer.StartAsync();
        var http = server.Http(server.Certificates.Caller("alice", "underwriter,auditor"));
        foreach (var path in new[] { Unary, Streaming, Health })
        {
            foreach (var body in new[] { Array.Empty<byte>(), [.. RawCalls.Frame([]), .. RawCalls.Frame([])] })
            {
                var answer = await RawCalls.SendAsync(http, path, new ByteArrayContent(body));
                (answer.Status, answer.Reason).ShouldBe((StatusCode.InvalidArgument, "REQUEST_UNREADABLE"), path);
            }
        }
    }

    [Fact]
    public async Task Encoding_Unknown_IsUnimplementedAsGrpcDemands()
    {
        await using var server = await GatewayServer.StartAsync();
        var http = server.Http(server.Certificates.Caller("alice", "underwriter,auditor"));
        foreach (var path in Paths)
        {
            var answer = await RawCalls.SendAsync(http, path, RawCalls.Framed([1, 2], flag: 1), encoding: "zstd");
            (answer.Status, answer.Reason).ShouldBe((StatusCode.Unimplemented, "REQUEST_UNREADABLE"), path);
        }
    }

    [Fact]
    public async Task Message_TooLarge_IsCoded()
    {
        await using var server = await GatewayServer.StartAsync();
        var http = server.Http(server.Certificates.Caller("alice", "underwriter,auditor"));
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            gzip.Write(new byte[8 * 1024 * 1024]);
        }

        foreach (var path in Paths)
        {
            var plain = await RawCalls.SendAsync(http, path, RawCalls.Framed(new byte[1024 * 1024]));
            (plain.Status, plain.Reason).ShouldBe((StatusCode.ResourceExhausted, "INPUT_TOO_LARGE"), path);

            var small = await RawCalls.SendAsync(http, path, RawCalls.Framed(packed.ToArray(), flag: 1), encoding: "gzip");
            (small.Status, small.Reason).ShouldBe((StatusCode.ResourceExhausted, "INPUT_TOO_LARGE"), path);
        }
    }

    [Theory]
    [InlineData("/insurance.v1.Policies/Burn")]
    [InlineData("/insurance.v1.Nothing/At")]
    [InlineData("/other.v1.Service/Method")]
    [InlineData("/grpc.health.v1.Health/No")]
    public async Task Method_Unknown_IsCoded(string path)
    {
        await using var server = await GatewayServer.StartAsync();
        var answer = await RawCalls.SendAsync(server.Http(null), path, RawCalls.Framed([]));
        (answer.Status, answer.Reason).ShouldBe((StatusCode.Unimplemented, "METHOD_UNKNOWN"));
    }

    [Theory]
    [InlineData(Unary)]
    [InlineData(Streaming)]
    [InlineData(Health)]
    public async Task Body_ThatDoesNotArrive_IsTooSlow(string path)
    {
        await using var server = await GatewayServer.StartAsync(
            clock: TimeProvider.System, timeouts: new TimeoutSettings { RequestBody = TimeSpan.FromMilliseconds(300) });
        using var body = new StalledContent(RawCalls.Frame([10, 1, 65])[..4]);

        var answer = await RawCalls.SendAsync(server.Http(server.Certificates.Caller("alice", "underwriter,auditor")), path, body);

        (answer.Status, answer.Reason).ShouldBe((StatusCode.DeadlineExceeded, "REQUEST_TOO_SLOW"));
        ShouldBeShort([.. server.LogLines]);
    }

    [Fact]
    public async Task Json_ThatIsNotTheRequest_HasTheSameStatus()
    {
        await using var server = await GatewayServer.StartAsync();
        using var body = new ByteArrayContent([0xff, 0xfe, 0x00]);
        body.Headers.ContentType = new("application/json");
        var logged = server.LogLines.Count;

        var response = await server.Http(server.Certificates.Caller("alice", "underwriter")).PostAsync(Unary, body);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.Content.ReadAsStringAsync()).ShouldContain("MALFORMED_JSON");
        ShouldBeShort([.. server.LogLines.Skip(logged)]);
    }

    internal static void ShouldBeShort(IReadOnlyList<string> lines)
    {
        lines.ShouldAllBe(line => !line.Contains("   at ") && !line.Contains("Exception") && line.Length < 400);
        lines.ShouldNotContain(line => line.StartsWith("Error") || line.StartsWith("Critical"));
    }

    private static (byte[] Bytes, string? Encoding) Body(string kind)
    {
        var good = new BindPolicyRequest { RequestId = "r1", PolicyId = "p1", QuoteId = "q1" }.ToByteArray();
        return kind switch
        {
            "truncated" => (RawCalls.Frame(good[..^1]), null),
            "garbage" => (RawCalls.Frame([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]), null),

            // Field 1 of the methods asked is a text, but of Subscribe, which has numbers there: tags that no message has.
            "not UTF-8" => (RawCalls.Frame([10, 2, 0xc3, 0x28, 0x07]), null),
            "wrong wire type" => (RawCalls.Frame([0x0f]), null),
            "endless varint" => (RawCalls.Frame([0x08, .. Enumerable.Repeat((byte)0x80, 20)]), null),
            "length near 2^31" => (RawCalls.Frame([0x0a, 0xff, 0xff, 0xff, 0xff, 0x07, 0x41]), null),
            "frame of 2^32 - 1 bytes" => ([0, 0xff, 0xff, 0xff, 0xff, .. good], null),
            "half a frame" => (RawCalls.Frame(good)[..^2], null),
            "unknown flag" => (RawCalls.Frame(good, flag: 2), null),
            "compressed without encoding" => (RawCalls.Frame(good, flag: 1), null),
            "no gzip" => (RawCalls.Frame(good, flag: 1), "gzip"),
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
    }

    /// <summary>A body that begins and never ends; the answer is not held up by it, as it would be behind a stream's content.</summary>
    private sealed class StalledContent(byte[] beginning) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            await stream.WriteAsync(beginning, cancellationToken);
            await stream.FlushAsync(cancellationToken);
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
