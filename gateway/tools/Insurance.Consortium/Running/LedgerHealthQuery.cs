using Grpc.Health.V1;

namespace Insurance.Consortium.Running;

/// <summary>Asks DevLedger for its health, at the port of one of its peers.</summary>
internal static class LedgerHealthQuery
{
    // As docs/operate/devledger.md has it.
    private const string ProblemHeader = "ledger-problem";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Null when it answers and can write.</summary>
    public static async Task<ProcessHealth?> AskAsync(Uri peer, string rootPath, CancellationToken cancellationToken)
    {
        using var root = X509CertificateLoader.LoadCertificateFromFile(rootPath);
        using var channel = GrpcChannel.ForAddress(peer, new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler
            {
                SslOptions = TrustedRoot.Only(root),
                ConnectTimeout = Patience,
            },
            DisposeHttpClient = true,
        });
        try
        {
            using var call = new Health.HealthClient(channel).CheckAsync(
                new HealthCheckRequest(), deadline: Deadline.In(Patience), cancellationToken: cancellationToken);
            var headers = await call.ResponseHeadersAsync;
            return (await call.ResponseAsync).Status == HealthCheckResponse.Types.ServingStatus.Serving
                ? null
                : new ProcessHealth(headers.GetValue(ProblemHeader) ?? "the ledger cannot be written") { Recovers = true };
        }
        catch (RpcException exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new ProcessHealth($"does not answer: {RpcFailure.Describe(exception)}");
        }
    }
}
