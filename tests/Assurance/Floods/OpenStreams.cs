namespace Assurance.Floods;

/// <summary>Streams of one caller that stay open until all are let go.</summary>
internal sealed class OpenStreams(TestConsortium consortium, string mspId, string? caller) : IAsyncDisposable
{
    private const int PerConnection = 50;

    private readonly CancellationTokenSource _stop = new();
    private readonly List<HttpMessageInvoker> _connections = [];
    private readonly List<Task<string>> _streams = [];

    /// <summary>Opens so many, and answers how each is now: open, or ended with which word.</summary>
    public async Task<IReadOnlyList<string>> OpenAsync(string path, byte[] message, int count)
    {
        var opened = new List<Task<string>>();
        for (var number = 0; number < count; number++)
        {
            if (number % PerConnection == 0)
            {
                var certificate = caller is null ? null : X509Certificate2.CreateFromPemFile(consortium.CallerCertificate(mspId, caller), consortium.CallerKey(mspId, caller));
                _connections.Add(new HttpMessageInvoker(consortium.Handler(mspId, certificate)));
            }

            opened.Add(OpenAsync(_connections[^1], path, message));
        }

        return await Task.WhenAll(opened);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_streams);
        _connections.ForEach(connection => connection.Dispose());
        _stop.Dispose();
    }

    private async Task<string> OpenAsync(HttpMessageInvoker connection, string path, byte[] message)
    {
        var stream = HoldAsync(connection, path, message);
        lock (_streams)
        {
            _streams.Add(stream);
        }

        // Refusals come at once; what is still open then is open.
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        try
        {
            return await stream.WaitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            return "open";
        }
    }

    private async Task<string> HoldAsync(HttpMessageInvoker connection, string path, byte[] message)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(consortium.Gateway(mspId), path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(WireClient.Frame(message)),
        };
        request.Content.Headers.TryAddWithoutValidation("content-type", "application/grpc");
        request.Headers.TryAddWithoutValidation("te", "trailers");
        try
        {
            using var response = await connection.SendAsync(request, _stop.Token);
            using var stream = await response.Content.ReadAsStreamAsync(_stop.Token);
            await stream.CopyToAsync(Stream.Null, _stop.Token);
            var status = response.TrailingHeaders.TryGetValues("grpc-status", out var values) || response.Headers.TryGetValues("grpc-status", out values) ? values.First() : "none";
            return $"ended with status {status}";
        }
        catch (Exception error) when (error is OperationCanceledException or HttpRequestException or IOException)
        {
            return _stop.IsCancellationRequested ? "open" : "closed";
        }
    }
}
