using Grpc.Net.Client;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Insurance.Gateway.Host.Commands;

/// <summary>
/// Asks the gateway that runs with the same settings for its health, as a container engine or a supervisor does:
/// <c>insurance-gateway health --config file.json</c>.
/// </summary>
internal static class HealthQuery
{
    /// <summary>Asks once over gRPC, without a client certificate.</summary>
    /// <param name="listen">Where that gateway listens.</param>
    /// <param name="certificate">PEM file: its own certificate; no other server is believed.</param>
    /// <param name="patience">How long the answer may take.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null when it serves, otherwise what is wrong.</returns>
    /// <exception cref="ConfigurationException">The certificate file cannot be used.</exception>
    public static async Task<string?> AskAsync(
        ListenAddress listen, string certificate, TimeSpan patience, CancellationToken cancellationToken = default)
    {
        if (listen.Port == 0)
        {
            return "Gateway:Listen takes any free port, so nobody knows which one to ask; name a port";
        }

        using var expected = PemFiles.Certificates(certificate, "Tls:Certificate")[0];
        using var channel = GrpcChannel.ForAddress(Address(listen), new GrpcChannelOptions
        {
            HttpHandler = Handler(expected),
            DisposeHttpClient = true,
        });
        try
        {
            using var call = new Health.HealthClient(channel).CheckAsync(
                new HealthCheckRequest(), deadline: TimeProvider.System.GetUtcNow().UtcDateTime + patience, cancellationToken: cancellationToken);
            var headers = await call.ResponseHeadersAsync;
            return (await call.ResponseAsync).Status == ServingStatus.Serving
                ? null
                : "the gateway runs, but " + (headers.GetValue(ReadinessService.ProblemHeader) is { } problem && problem != PeerProbe.NoAnswer
                    ? problem
                    : "its peer does not answer");
        }
        catch (RpcException error)
        {
            return $"no gateway answers at {Address(listen)}: {error.Status.Detail}";
        }
    }

    private static Uri Address(ListenAddress listen)
    {
        // Whoever listens on every address listens on the loopback interface too.
        var address = listen.Address.Equals(IPAddress.Any) || listen.Address.Equals(IPAddress.IPv6Any)
            ? IPAddress.Loopback
            : listen.Address;
        return new UriBuilder(Uri.UriSchemeHttps, address.ToString(), listen.Port).Uri;
    }

    private static SocketsHttpHandler Handler(X509Certificate2 expected) => new()
    {
        SslOptions = new SslClientAuthenticationOptions
        {
            // The certificate's names need not include the address asked here, so it is compared whole.
            RemoteCertificateValidationCallback = (_, presented, _, _) =>
                presented is not null && presented.GetRawCertData().AsSpan().SequenceEqual(expected.RawDataMemory.Span),
        },
    };
}
