using System.Buffers.Binary;

namespace Insurance.Gateway.Tests.Support;

/// <summary>gRPC calls byte by byte, to send what no client library would.</summary>
public static class RawCalls
{
    /// <summary>Sends a body and reads how the call ended.</summary>
    public static async Task<RawAnswer> SendAsync(
        HttpClient http, string path, HttpContent body, string contentType = "application/grpc", string? encoding = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = body,
        };
        body.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        if (encoding is not null)
        {
            request.Headers.Add("grpc-encoding", encoding);
        }

        using var response = await http.SendAsync(request);
        await response.Content.ReadAsByteArrayAsync();
        var headers = response.Headers.Contains("grpc-status") ? response.Headers : response.TrailingHeaders;
        var details = headers.TryGetValues("grpc-status-details-bin", out var values) ? values.Single() : null;
        return new RawAnswer(
            headers.TryGetValues("grpc-status", out var status)
                ? (StatusCode)int.Parse(status.Single(), CultureInfo.InvariantCulture)
                : throw new InvalidOperationException($"HTTP {response.StatusCode} without a gRPC status."),
            details is null ? null : Google.Rpc.Status.Parser.ParseFrom(Convert.FromBase64String(Padded(details))),
            headers.Sum(header => header.Key.Length + header.Value.Sum(value => value.Length)));
    }

    public static ByteArrayContent Framed(byte[] message, byte flag = 0) => new(Frame(message, flag));

    public static byte[] Frame(byte[] message, byte flag = 0)
    {
        var frame = new byte[message.Length + 5];
        frame[0] = flag;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        message.CopyTo(frame, 5);
        return frame;
    }

    private static string Padded(string base64) => base64.PadRight((base64.Length + 3) / 4 * 4, '=');

    public sealed record RawAnswer(StatusCode Status, Google.Rpc.Status? Details, int TrailerBytes)
    {
        public string? Reason => Details?.Details.FirstOrDefault(detail => detail.Is(ErrorInfo.Descriptor))?.Unpack<ErrorInfo>().Reason;
    }
}
