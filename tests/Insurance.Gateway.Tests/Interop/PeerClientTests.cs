namespace Insurance.Gateway.Tests.Interop;

/// <summary>Clients of other implementations of gRPC, as processes of their own, call a gateway over TLS with their certificates.</summary>
public sealed class PeerClientTests
{
    private const int Many = 500;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static TheoryData<string> Cases =>
    [
        "answer", "gzip", "refusal", "too-large", "unauthenticated", "metadata", "deadline", "stream", "cancel", "unimplemented", "unknown-service", "health",
    ];

    [PeerTheory("node")]
    [MemberData(nameof(Cases))]
    public Task GrpcJs_CallsAGateway_AsItShould(string name) => RunAsync(Peer.Node, name);

    [PeerTheory("python")]
    [MemberData(nameof(Cases))]
    public Task GrpcIo_CallsAGateway_AsItShould(string name) => RunAsync(Peer.Python, name);

    private static async Task RunAsync(Peer peer, string name)
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await GatewayServer.StartAsync(
            clock: TimeProvider.System, timeouts: new TimeoutSettings { Evaluate = TimeSpan.FromSeconds(60) });
        server.Ledger.Answer("GetPolicy", call => new Policy
        {
            PolicyId = FakeLedger.Request<GetPolicyRequest>(call).PolicyId,
            HolderId = "größer 保险",
            Premium = new Premium { Gross = new Money { MinorUnits = 9_007_199_254_740_993, Currency = "DKK" } },
        });
        server.Ledger.Refuse("RequestQuote", "LIMIT_EXCEEDED", "größer als 100%", "coverages[1].sumInsured", new Violation("REQUIRED", "cover", "is missing"));
        server.Ledger.Before = async (call, _, token) =>
        {
            if (call.Transaction == "ListClaims")
            {
                using var registration = token.Register(cancelled.SetResult);
                await Task.Delay(Timeout.Infinite, token);
            }
        };
        for (var block = 0; block < Many; block++)
        {
            server.Ledger.Raise(FakeLedger.Event("PolicyBound", (ulong)block, $"t{block}", JsonSerializer.SerializeToUtf8Bytes(new { policyId = $"p{block}" })));
        }

        var caller = server.Certificates.Issue("alice", "underwriter,auditor");
        var folder = Directory.CreateTempSubdirectory("peer-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "ca.pem"), server.Certificates.AuthorityPem);
            await File.WriteAllTextAsync(Path.Combine(folder, "caller.pem"), caller.CertificatePem);
            await File.WriteAllTextAsync(Path.Combine(folder, "caller.key"), caller.PrivateKeyPem);
            await using (var api = File.Create(Path.Combine(folder, "insurance.v1.binpb")))
            {
                await typeof(Policy).Assembly.GetManifestResourceStream("insurance.v1.binpb")!.CopyToAsync(api);
            }

            await peer.RunAsync("client", $"127.0.0.1:{server.Endpoint.Port}", folder, name);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        if (name == "deadline")
        {
            await cancelled.Task.WaitAsync(Patience);
        }
    }
}
