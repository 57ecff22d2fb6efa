using Fabric.Audit;
using Google.Protobuf;
using Grpc.Core;
using Insurance.Gateway.Configuration;
using Insurance.Gateway.Ledger;
using Insurance.Gateway.Provenance;
using Insurance.Gateway.Tests.Support;
using Insurance.V1;

namespace Insurance.Gateway.Tests;

/// <summary>What the gateway streams is an export that verifies, and what it refuses it refuses before it reads anything.</summary>
public sealed class AuditExportTests : IDisposable
{
    private static readonly DateTimeOffset Begin = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly SignedChain chain = new();
    private readonly string directory = Directory.CreateTempSubdirectory("audit-test-").FullName;

    [Fact]
    public async Task Export_WholeChain_Verifies()
    {
        var report = await VerifyAsync(null, null);
        report.Findings.ShouldBeEmpty();
        report.Manifest!.ExportedBy.ShouldBe(GatewayServer.MspId);
        report.Blocks.ShouldBe(3);
        report.StatedDefinitions.ShouldBe(["insurance"]);
    }

    [Fact]
    public async Task Export_OnePeriod_HoldsTheBlockBeforeItToo()
    {
        // The transaction under test is two days later than those beside it, and three before the one in the block after it.
        chain.Blocks[2].Data.Data[0] = new TransactionDraft(chain.Creator, chain.Endorser) { Time = Begin.AddDays(5) }.Sign().ToByteString();
        chain.Put(new TransactionDraft(chain.Creator, chain.Endorser) { Time = Begin.AddDays(2) });
        var report = await VerifyAsync(Begin.AddDays(1), Begin.AddDays(3));
        report.Findings.ShouldBeEmpty();
        (report.Manifest!.FirstBlock, report.Manifest.LastBlock, report.Manifest.FirstStored, report.Manifest.LastStored).ShouldBe((1UL, 1UL, 0UL, 2UL));
    }

    [Fact]
    public async Task Export_PeerThatTellsNoDefinition_StatesNone()
    {
        var report = await VerifyAsync(null, null, ledger => ledger.Fail("QueryChaincodeDefinition", LedgerFailure.Rejected));
        report.Findings.ShouldBeEmpty();
        report.StatedDefinitions.ShouldBeEmpty();
        report.UnknownPolicies.ShouldBe(4);
    }

    [Fact]
    public async Task Export_PeersLedgerAltered_IsShownByItsOwnExport()
    {
        chain.Blocks[1].Data.Data.RemoveAt(2);
        (await VerifyAsync(null, null)).Findings.Select(finding => finding.Code).ShouldContain("DATA_HASH");
    }

    [Fact]
    public async Task ExportAudit_OverGrpcAndHttp_RefusesBadPeriodsAndCallers()
    {
        await using var server = await GatewayServer.StartAsync();
        var time = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(Begin);
        await RefusedAsync(server, "auditor", new ExportAuditRequest { From = time, To = time }, StatusCode.InvalidArgument, "INVALID_PERIOD");
        await RefusedAsync(server, "finance", new ExportAuditRequest(), StatusCode.PermissionDenied, "ROLE_NOT_ALLOWED");
        using var http = server.Http(server.Certificates.Caller("alice", "auditor"));
        using var request = new StringContent("""{"from":"2026-03-01T00:00:00Z","to":"2026-02-01T00:00:00Z"}""", new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"));
        var answer = await http.PostAsync("/insurance.v1.Ledger/ExportAudit", request);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("INVALID_PERIOD");
        server.Ledger.Evaluated.ShouldBeEmpty();
    }

    [Fact]
    public async Task ExportAudit_MoreAtOnceThanAllowed_AreRefused()
    {
        await using var server = await GatewayServer.StartAsync(limits: new LimitSettings { Exports = 0 });
        await RefusedAsync(server, "auditor", new ExportAuditRequest(), StatusCode.ResourceExhausted, "TOO_MANY_REQUESTS");
    }

    [Fact]
    public async Task Search_RandomTimes_FindsWhatLookingAtEveryBlockFinds()
    {
        var random = new Random(42);
        for (var round = 0; round < 60; round++)
        {
            // In order but for less than what clocks may differ.
            var times = Enumerable.Range(0, random.Next(1, 25)).Select(i => Begin.AddMinutes(i).AddSeconds(random.Next(-50, 50))).ToList();
            var blocks = BlocksAt(times);
            var (from, to) = (times[random.Next(times.Count)].AddSeconds(random.Next(-2, 3)), times[random.Next(times.Count)].AddSeconds(random.Next(-2, 3)));
            var inside = times.Select((time, i) => (time, i)).Where(item => item.time >= from && item.time < to).Select(item => (ulong)item.i).ToList();

            var found = await new PeriodSearch(blocks, "auditor").FindAsync(from, to, (ulong)times.Count, CancellationToken.None);

            found.ShouldBe(inside.Count == 0 ? null : (inside.Min(), inside.Max()), $"round {round}");
        }
    }

    public void Dispose()
    {
        chain.Dispose();
        Directory.Delete(directory, recursive: true);
    }

    private static BlockSource BlocksAt(List<DateTimeOffset> times)
    {
        var ledger = new FakeLedger();
        using var authority = Fabric.Msp.CertificateAuthority.CreateRoot(new Fabric.Msp.CertificateAuthorityOptions { CommonName = "ca" });
        using var creator = SigningIdentity.Issue(authority, GatewayServer.MspId, "client");
        var blocks = times.Select((time, i) => new Fabric.Protos.Common.Block
        {
            Header = new() { Number = (ulong)i },
            Data = new() { Data = { new TransactionDraft(creator, null) { Time = time }.Sign().ToByteString() } },
        }.ToByteArray()).ToList();
        ledger.AnswerBytes("GetBlockByNumber", call => blocks[int.Parse(System.Text.Encoding.UTF8.GetString(call.Arguments[1].Span))]);
        return new BlockSource(ledger, "insurance");
    }

    private static async Task RefusedAsync(GatewayServer server, string role, ExportAuditRequest request, StatusCode status, string code)
    {
        using var call = new V1.Ledger.LedgerClient(server.As(role)).ExportAudit(request);
        await call.ResponseStream.MoveNext(CancellationToken.None).ShouldBeAsync(status, code);
    }

    private async Task<ExportReport> VerifyAsync(DateTimeOffset? from, DateTimeOffset? to, Action<FakeLedger>? prepare = null)
    {
        var ledger = new FakeLedger();
        chain.Serve(ledger);
        prepare?.Invoke(ledger);
        using var signer = new MemberSigner(Settings());
        var exporter = new AuditExporter(new BlockSource(ledger, "insurance"), new ChaincodeLifecycle(ledger, "insurance"), signer, TimeProvider.System);
        using var file = new MemoryStream();
        await foreach (var piece in exporter.ExportAsync(from, to, "auditor", CancellationToken.None))
        {
            file.Write(piece.Span);
        }

        file.Position = 0;
        return new ExportVerifier(TrustRoots.OfTheExport).Verify(file);
    }

    private GatewaySettings Settings()
    {
        var (certificate, key) = (Path.Combine(directory, "auditor.pem"), Path.Combine(directory, "auditor.key"));
        File.WriteAllText(certificate, chain.Creator.CertificatePem);
        File.WriteAllText(key, chain.Creator.PrivateKeyPem);
        return new GatewaySettings
        {
            Organization = new OrganizationSettings(GatewayServer.MspId, "Insurer One", OrganizationKind.Insurer),
            Listen = ListenAddress.Parse("127.0.0.1:0")!,
            Tls = new TlsSettings("", "", "", null),
            Peer = new PeerSettings(new Uri("https://127.0.0.1:1"), "", null),
            Channel = "insurance",
            Chaincode = "insurance",
            Identities = new Dictionary<string, IdentitySettings> { ["auditor"] = new(certificate, key) },
            Timeouts = new TimeoutSettings(),
            Limits = new LimitSettings(),
            StateDirectory = directory,
        };
    }
}
