using Fabric.Audit;

namespace Insurance.Gateway.Tests;

/// <summary>What the gateway streams is an export that verifies, and what it refuses it refuses before it reads anything.</summary>
public sealed class AuditExportTests : IDisposable
{
    private static readonly DateTimeOffset Begin = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly SignedChain _chain = new();
    private readonly string _directory = Directory.CreateTempSubdirectory("audit-test-").FullName;

    [Fact]
    public async Task Export_WholeChain_Verifies()
    {
        var report = await VerifyAsync(new ExportScope());
        report.Findings.ShouldBeEmpty();
        report.Manifest!.ExportedBy.ShouldBe(GatewayServer.MspId);
        report.Blocks.ShouldBe(3);
        report.StatedDefinitions.ShouldBe(["insurance"]);
    }

    [Fact]
    public async Task Export_OnePeriod_EndsWhereTimeIsBeyondItWhateverOneMemberDates()
    {
        // One organization alone dates a transaction long after the period, beside one that two endorse within it.
        _chain.Blocks[1].Data.Data[0] = Counted(Begin.AddDays(2)).Sign().ToByteString();
        _chain.Blocks[2].Data.Data[0] = Counted(Begin.AddDays(5)).Sign().ToByteString();
        _chain.Put(new TransactionDraft(_chain.Creator, _chain.Endorser) { Time = Begin.AddYears(50) });
        var report = await VerifyAsync(Begin.AddDays(1), Begin.AddDays(3));
        report.Findings.ShouldBeEmpty();
        report.Verdict.ShouldBe(ExportVerdict.Verified);
        (report.Manifest!.FirstBlock, report.Manifest.LastBlock, report.Manifest.FirstStored, report.Manifest.LastStored).ShouldBe((0UL, 1UL, 0UL, 2UL));
        report.Manifest.Chaincode.ShouldBe("insurance");
        report.DatedInPeriod.ShouldBe(1);
    }

    [Fact]
    public async Task Export_BlocksByNumber_AreThoseWithTheirNeighbours()
    {
        var report = await VerifyAsync(new ExportScope(FromBlock: 2, ToBlock: 99));
        report.Verdict.ShouldBe(ExportVerdict.Verified);
        (report.Manifest!.FirstBlock, report.Manifest.LastBlock, report.Manifest.FirstStored).ShouldBe((2UL, 2UL, 1UL));
        (await Should.ThrowAsync<ApiException>(() => VerifyAsync(new ExportScope(FromBlock: 3)))).Message.ShouldContain("3 blocks");
    }

    [Fact]
    public async Task Export_PeerThatJoinedByASnapshot_GivesBlocksFromItsFirstOn()
    {
        var report = await VerifyAsync(new ExportScope(FromBlock: 1), snapshot: 1);
        report.Findings.ShouldBeEmpty();
        report.Verdict.ShouldBe(ExportVerdict.Verified);
        (report.ConfigurationStated, report.ConfigurationBlock).ShouldBe((true, 0UL));
        (report.Manifest!.FirstBlock, report.Manifest.FirstStored, report.Manifest.FirstOnPeer).ShouldBe((1UL, 1UL, 1UL));

        var later = await VerifyAsync(new ExportScope(FromBlock: 2), snapshot: 1);
        later.Findings.ShouldBeEmpty();
        later.Manifest!.FirstStored.ShouldBe(1UL);
    }

    [Fact]
    public async Task Export_OfWhatWasBeforeASnapshot_NamesTheFirstBlockToBeHad()
    {
        foreach (var scope in new[] { new ExportScope(), new ExportScope(FromBlock: 0), new ExportScope(From: Begin), new ExportScope(FromBlock: 1, To: Begin.AddDays(1)) })
        {
            var error = await Should.ThrowAsync<ApiException>(() => VerifyAsync(scope, snapshot: 1));
            (error.Code, error.Metadata["firstBlock"]).ShouldBe(("NOT_ON_THIS_PEER", "1"));
        }
    }

    [Fact]
    public async Task Search_LedgerSetBackOrReplaced_IsCalculatedAnew()
    {
        var file = Path.Combine(_directory, "times.txt");
        _chain.Blocks[1].Data.Data[0] = Counted(Begin.AddDays(2)).Sign().ToByteString();
        _chain.Blocks[2].Data.Data[0] = Counted(Begin.AddDays(5)).Sign().ToByteString();
        _chain.Seal();
        (await FindAsync(_chain, file)).ShouldBe((0UL, 1UL));
        Known(_chain).Save(file);
        ChainTimes.Load(file, "insurance", "insurance")!.Next.ShouldBe(3UL);
        (await FindAsync(_chain, file)).ShouldBe((0UL, 1UL));

        // Another ledger of the same height in whose blocks time had not come so far, and one that was set back.
        using var other = new SignedChain();
        (await FindAsync(other, file)).ShouldBe((0UL, 2UL));
        _chain.Blocks.RemoveAt(2);
        (await FindAsync(_chain, file)).ShouldBe((0UL, 1UL));

        foreach (var damage in new[] { "", "1 insurance insurance 3 zz 0", "1 insurance insurance 3 00 7", "1 insurance insurance x 00 0", "2 insurance insurance 3 00 0" })
        {
            await File.WriteAllTextAsync(file, damage);
            ChainTimes.Load(file, "insurance", "insurance").ShouldBeNull(damage);
        }

        ChainTimes.Load(Path.Combine(_directory, "missing"), "insurance", "insurance").ShouldBeNull();
    }

    [Fact]
    public async Task Export_PeerThatSaysNoDefinition_StatesNone()
    {
        var report = await VerifyAsync(null, null, ledger => ledger.Fail("QueryChaincodeDefinition", LedgerFailure.Rejected));
        report.Findings.ShouldBeEmpty();
        report.StatedDefinitions.ShouldBeEmpty();
        report.UnknownPolicies.ShouldBe(4);
    }

    [Fact]
    public async Task Export_PeersLedgerAltered_IsShownByItsOwnExport()
    {
        _chain.Blocks[1].Data.Data.RemoveAt(2);
        (await VerifyAsync(new ExportScope())).Findings.Select(finding => finding.Code).ShouldContain("DATA_HASH");
    }

    [Fact]
    public async Task ExportAudit_OverGrpcAndHttp_RefusesBadPeriodsAndCallers()
    {
        await using var server = await GatewayServer.StartAsync();
        var time = Google.Protobuf.WellKnownTypes.Timestamp.FromDateTimeOffset(Begin);
        await RefusedAsync(server, "auditor", new ExportAuditRequest { From = time, To = time }, StatusCode.InvalidArgument, "INVALID_PERIOD");
        await RefusedAsync(server, "auditor", new ExportAuditRequest { From = time, FromBlock = 1 }, StatusCode.InvalidArgument, "INVALID_PERIOD");
        await RefusedAsync(server, "auditor", new ExportAuditRequest { To = time, ToBlock = 1 }, StatusCode.InvalidArgument, "INVALID_PERIOD");
        await RefusedAsync(server, "auditor", new ExportAuditRequest { FromBlock = 2, ToBlock = 1 }, StatusCode.InvalidArgument, "INVALID_PERIOD");
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

    public void Dispose()
    {
        _chain.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>A transaction that peers of two organizations endorsed, whose time counts for that.</summary>
    private TransactionDraft Counted(DateTimeOffset time) => new(_chain.Creator, _chain.Endorser)
    {
        Time = time,
        Endorsed = endorsed => endorsed.Endorsements.Add(new Fabric.Protos.Peer.Endorsement
        {
            Endorser = _chain.OtherPeer.Serialized,
            Signature = _chain.OtherPeer.Sign([.. endorsed.ProposalResponsePayload.Span, .. _chain.OtherPeer.Serialized.Span]),
        }),
    };

    private static async Task<(ulong First, ulong Last)> FindAsync(SignedChain served, string file)
    {
        var ledger = new FakeLedger();
        served.Serve(ledger);
        using var search = new PeriodSearch(new ChainReader(ledger, "insurance"), "insurance", file);
        return await search.FindAsync(Begin.AddDays(1), Begin.AddDays(3), (ulong)served.Blocks.Count, "auditor", CancellationToken.None);
    }

    private static ChainTimes Known(SignedChain of)
    {
        var times = new ChainTimes("insurance", "insurance");
        var configuration = ChannelConfiguration.Read(of.Blocks[0]);
        of.Blocks.ForEach(block => times.Add(block, configuration));
        return times;
    }

    private static async Task RefusedAsync(GatewayServer server, string role, ExportAuditRequest request, StatusCode status, string code)
    {
        using var call = new V1.Ledger.LedgerClient(server.As(role)).ExportAudit(request);
        await call.ResponseStream.MoveNext(CancellationToken.None).ShouldBeAsync(status, code);
    }

    private Task<ExportReport> VerifyAsync(DateTimeOffset? from, DateTimeOffset? to, Action<FakeLedger>? prepare = null) =>
        VerifyAsync(new ExportScope(from, to), prepare);

    private async Task<ExportReport> VerifyAsync(ExportScope scope, Action<FakeLedger>? prepare = null, int snapshot = 0)
    {
        var ledger = new FakeLedger();
        _chain.Serve(ledger, snapshot);
        prepare?.Invoke(ledger);
        using var signer = new MemberSigner(Settings());
        var blocks = new ChainReader(ledger, "insurance");
        using var search = new PeriodSearch(blocks, "insurance", null);
        var exporter = new AuditExporter(blocks, search, new ChaincodeLifecycle(ledger, "insurance"), signer, TimeProvider.System);
        using var file = new MemoryStream();
        await foreach (var piece in exporter.ExportAsync(scope, "auditor", CancellationToken.None))
        {
            file.Write(piece.Span);
        }

        file.Position = 0;
        return new ExportVerifier(TrustRoots.OfTheExport, "insurance").Verify(file);
    }

    private GatewaySettings Settings()
    {
        var (certificate, key) = (Path.Combine(_directory, "auditor.pem"), Path.Combine(_directory, "auditor.key"));
        File.WriteAllText(certificate, _chain.Creator.CertificatePem);
        File.WriteAllText(key, _chain.Creator.PrivateKeyPem);
        return BareSettings.In(_directory) with
        {
            Identities = new Dictionary<string, IdentitySettings> { ["auditor"] = new(certificate, key) },
        };
    }
}
