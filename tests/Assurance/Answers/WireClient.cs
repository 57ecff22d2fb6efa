using System.Buffers.Binary;
using System.Globalization;
using Google.Rpc;
using Code = Grpc.Core.StatusCode;

namespace Assurance.Answers;

/// <summary>
/// gRPC and JSON as bytes: what a generated client would never send can be sent here, and the answer is what is on the wire.
/// </summary>
public sealed class WireClient(HttpMessageHandler handler, Uri endpoint) : IDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    // A stream that has nothing to say yet is open and well: not even its headers come before its first message.
    private static readonly TimeSpan StreamPatience = TimeSpan.FromSeconds(1);

    private readonly HttpMessageInvoker _http = new(handler);

    public Uri Endpoint { get; } = endpoint;

    /// <summary>One message in a frame, whole as gRPC wants it.</summary>
    public static byte[] Frame(ReadOnlySpan<byte> message)
    {
        var frame = new byte[5 + message.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        message.CopyTo(frame.AsSpan(5));
        return frame;
    }

    public Task<Answer> GrpcAsync(string path, byte[] body, bool isStream, IReadOnlyDictionary<string, string>? headers = null) =>
        SendAsync(path, body, "application/grpc", isStream, headers);

    public Task<Answer> JsonAsync(string path, byte[] body, bool isStream, string contentType = "application/json") =>
        SendAsync(path, body, contentType, isStream, null);

    public void Dispose() => _http.Dispose();

    private async Task<Answer> SendAsync(string path, byte[] body, string contentType, bool isStream, IReadOnlyDictionary<string, string>? headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Endpoint, path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body),
        };
        request.Content.Headers.TryAddWithoutValidation("content-type", contentType);
        request.Headers.TryAddWithoutValidation("te", "trailers");
        foreach (var (name, value) in headers ?? new Dictionary<string, string>())
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var limit = new CancellationTokenSource(isStream ? StreamPatience : Patience);
        try
        {
            using var response = await _http.SendAsync(request, limit.Token);
            using var content = new MemoryStream();
            using var stream = await response.Content.ReadAsStreamAsync(limit.Token);
            await stream.CopyToAsync(content, limit.Token);
            return contentType.StartsWith("application/grpc", StringComparison.Ordinal) ? OfGrpc(response) : OfJson(response, content.ToArray());
        }
        catch (OperationCanceledException)
        {
            return isStream ? Answer.Open : Answer.Late;
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            return new Answer("CLOSED", null, error.Message);
        }
    }

    private static Answer OfGrpc(HttpResponseMessage response)
    {
        var status = Header(response, "grpc-status");
        if (!int.TryParse(status, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return new Answer($"HTTP {(int)response.StatusCode}", null, "");
        }

        var details = Header(response, "grpc-status-details-bin");
        return new Answer(Name((Code)number), details is null ? null : Reason(details), Uri.UnescapeDataString(Header(response, "grpc-message") ?? ""));
    }

    private static Answer OfJson(HttpResponseMessage response, byte[] content)
    {
        if (response.IsSuccessStatusCode)
        {
            return new Answer("OK", null, "");
        }

        try
        {
            using var error = JsonDocument.Parse(content);
            return new Answer(
                $"HTTP {(int)response.StatusCode}",
                error.RootElement.GetProperty("details")[0].GetProperty("reason").GetString(),
                error.RootElement.GetProperty("message").GetString() ?? "");
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return new Answer($"HTTP {(int)response.StatusCode}", null, Encoding.UTF8.GetString(content));
        }
    }

    // UnwantedCase as UNWANTED_CASE, gRPC's own spelling.
    private static string Name(Code code) =>
        code == Code.OK ? "OK" : string.Concat(code.ToString().Select((letter, at) => at > 0 && char.IsUpper(letter) ? "_" + letter : $"{char.ToUpperInvariant(letter)}"));

    private static string? Reason(string details)
    {
        var bytes = Convert.FromBase64String(details.PadRight((details.Length + 3) / 4 * 4, '='));
        return Google.Rpc.Status.Parser.ParseFrom(bytes).Details.Where(detail => detail.Is(ErrorInfo.Descriptor)).Select(detail => detail.Unpack<ErrorInfo>().Reason).FirstOrDefault();
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.TrailingHeaders.TryGetValues(name, out var values) || response.Headers.TryGetValues(name, out values) ? string.Join(',', values) : null;
}
