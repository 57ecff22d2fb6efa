using System.Net;
using System.Net.Http.Headers;

namespace Fabric.DevLedger.Tests;

/// <summary>Requests that are no messages: INTERNAL as at a Fabric peer, in every service.</summary>
public class UnreadableRequestTests
{
    private const int Internal = 13;
    private const int ResourceExhausted = 8;

    private static readonly string[] Paths =
    [
        "/gateway.Gateway/Endorse", "/gateway.Gateway/Submit", "/gateway.Gateway/CommitStatus", "/gateway.Gateway/Evaluate",
        "/gateway.Gateway/ChaincodeEvents", "/protos.Deliver/Deliver", "/protos.Deliver/DeliverFiltered", "/protos.Deliver/DeliverWithPrivateData",
    ];

    // Fabric's words, with nothing in the details.
    private const string Unreadable = "grpc: error unmarshalling request: proto: cannot parse invalid wire-format data";

    [Theory]
    [InlineData(0, "ffffffffffffffffffff")]
    [InlineData(0, "0a05")]
    [InlineData(0, "0affffffff07")]
    [InlineData(0, "0f")]
    [InlineData(2, "")]
    [InlineData(1, "0a00")]
    public async Task Message_ThatCannotBeDecoded_IsInternalWithItsSentence(byte flag, string message)
    {
        await using var ledger = await TestLedger.StartAsync();
        foreach (var path in Paths)
        {
            (await SendAsync(ledger, path, Frame(flag, Convert.FromHexString(message)))).ShouldBe((Internal, Unreadable), path);
        }
    }

    [Fact]
    public async Task Frame_LongerThanAnyMessage_IsResourceExhausted()
    {
        await using var ledger = await TestLedger.StartAsync();
        foreach (var path in Paths)
        {
            var (status, message) = await SendAsync(ledger, path, [0, 0xff, 0xff, 0xff, 0xff, 0x0a, 0x00]);
            status.ShouldBe(ResourceExhausted, path);
            message!.ShouldStartWith("grpc: received message larger than max (4294967295 vs. ");
        }
    }

    [Fact]
    public async Task Messages_AtRandom_NeverFailAMethod()
    {
        await using var ledger = await TestLedger.StartAsync();
        var random = new Random(20261129);
        for (var round = 0; round < 1000; round++)
        {
            var bytes = new byte[random.Next(1, 60)];
            random.NextBytes(bytes);
            bytes[0] = (byte)((random.Next(1, 4) << 3) | 2);
            bytes[^1] = (byte)random.Next(4);
            var path = Paths[random.Next(4)];

            var (status, message) = await SendAsync(ledger, path, Frame(0, bytes));

            status.ShouldNotBe(2, $"{path} {Convert.ToHexString(bytes)}");
            (status == Internal).ShouldBe(message == Unreadable, $"{path} {Convert.ToHexString(bytes)}");
        }
    }

    [Fact]
    public async Task Method_Unknown_StaysUnimplemented()
    {
        await using var ledger = await TestLedger.StartAsync();
        (await SendAsync(ledger, "/gateway.Gateway/Nothing", Frame(0, []))).ShouldBe((12, "Method is unimplemented."));
    }

    private static async Task<(int Status, string? Message)> SendAsync(TestLedger ledger, string path, byte[] body)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://{ledger.Channel(0).Target}{path}")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        using var response = await http.SendAsync(request);
        await response.Content.ReadAsByteArrayAsync();
        var headers = response.Headers.Contains("grpc-status") ? response.Headers : response.TrailingHeaders;
        return (int.Parse(headers.GetValues("grpc-status").Single(), System.Globalization.CultureInfo.InvariantCulture),
            headers.TryGetValues("grpc-message", out var values) ? Uri.UnescapeDataString(values.Single()) : null);
    }

    private static byte[] Frame(byte flag, byte[] message)
    {
        var frame = new byte[message.Length + 5];
        frame[0] = flag;
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        message.CopyTo(frame, 5);
        return frame;
    }
}
