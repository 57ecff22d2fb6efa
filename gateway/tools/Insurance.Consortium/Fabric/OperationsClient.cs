namespace Insurance.Consortium.Fabric;

/// <summary>Asks the operations endpoints of orderers and peers.</summary>
internal sealed class OperationsClient : IDisposable
{
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(3) };

    /// <summary>Null when healthy, otherwise what is wrong.</summary>
    public async Task<string?> ProblemAsync(Uri endpoint, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _http.GetAsync(new Uri(endpoint, "/healthz"), cancellationToken);
            return response.IsSuccessStatusCode
                ? null
                : $"reports {(int)response.StatusCode}: {(await response.Content.ReadAsStringAsync(cancellationToken)).Trim()}";
        }
        catch (Exception exception) when (IsSilence(exception, cancellationToken))
        {
            return $"does not answer on {endpoint.Authority}";
        }
    }

    /// <summary>The metrics as text; empty when the endpoint does not answer.</summary>
    public async Task<string> MetricsAsync(Uri endpoint, CancellationToken cancellationToken)
    {
        try
        {
            return await _http.GetStringAsync(new Uri(endpoint, "/metrics"), cancellationToken);
        }
        catch (Exception exception) when (IsSilence(exception, cancellationToken))
        {
            return "";
        }
    }

    public void Dispose() => _http.Dispose();

    private static bool IsSilence(Exception exception, CancellationToken cancellationToken) =>
        exception is HttpRequestException || (exception is TaskCanceledException && !cancellationToken.IsCancellationRequested);
}
