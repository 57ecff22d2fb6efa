using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;
using Grpc.Tests.Protocol;

namespace Grpc.Tests.Server;

/// <summary>Makes calls byte by byte over plain HTTP, to send what a proper client never would.</summary>
public sealed class RawClient(string address, Version? version = null) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler());

    public void Dispose() => _http.Dispose();

    public Task<HttpResponseMessage> CallAsync(string method, IMessage message, params (string Key, string Value)[] headers) =>
        SendAsync(method, Frame(0, message.ToByteArray()), headers);

    public Task<HttpResponseMessage> SendAsync(string method, byte[] body, params (string Key, string Value)[] headers) =>
        SendAsync(method, body, "application/grpc", headers);

    public Task<HttpResponseMessage> SendAsync(string method, byte[] body, string? contentType, params (string Key, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"{address}/grpctests.v1.Echo/{method}")
        {
            Version = version ?? HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body),
        };
        request.Content.Headers.ContentType = contentType is null ? null : MediaTypeHeaderValue.Parse(contentType);
        foreach (var (key, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(key, value).ShouldBeTrue();
        }

        return _http.SendAsync(request);
    }

    public static byte[] Frame(byte flag, byte[] payload)
    {
        var frame = new byte[payload.Length + 5];
        frame[0] = flag;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), payload.Length);
        payload.CopyTo(frame, 5);
        return frame;
    }

    /// <summary>The status of a response, and whether it came in the headers alone.</summary>
    public static async Task<(StatusCode Code, bool TrailersOnly)> StatusAsync(HttpResponseMessage response)
    {
        await response.Content.ReadAsByteArrayAsync();
        var inHeaders = response.Headers.TryGetValues("grpc-status", out var values);
        var text = inHeaders ? values!.Single() : response.TrailingHeaders.GetValues("grpc-status").Single();
        return ((StatusCode)int.Parse(text, CultureInfo.InvariantCulture), inHeaders);
    }

    public static async Task<EchoReply> ReplyAsync(HttpResponseMessage response) =>
        EchoReply.Parser.ParseFrom((await response.Content.ReadAsByteArrayAsync())[5..]);
}
