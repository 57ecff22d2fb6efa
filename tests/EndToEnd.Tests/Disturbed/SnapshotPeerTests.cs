namespace EndToEnd.Tests.Disturbed;

/// <summary>A member whose peer was lost joins with its snapshot: the gateway says what is not there any more, and exports what is.</summary>
[Trait(LedgerUnderTest.Trait, LedgerUnderTest.Fabric)]
public sealed class SnapshotPeerTests(FabricConsortiumFixture fixture) : IClassFixture<FabricConsortiumFixture>, IDisposable
{
    private const string Member = TestConsortium.Meridian;
    private readonly TemporaryHome _files = new();

    private TestConsortium Consortium => fixture.Consortium;

    public void Dispose() => _files.Dispose();

    [FabricFact]
    [Trait("Report", "13")]
    public async Task Peer_ThatJoinedByASnapshot_SaysWhatItLacksAndExportsFromItsFirstBlock()
    {
        var before = new InsurerBook(fixture, Member);
        await before.OpenAsync();
        var old = await before.BindAsync();
        await JoinBySnapshotAsync();

        var ledger = new Ledger.LedgerClient(Consortium.Channel(Member, "auditor"));
        var first = (await ledger.GetLedgerInfoAsync(new GetLedgerInfoRequest())).Height;
        await MissingAsync(ledger.GetHistoryAsync(new GetHistoryRequest { RecordType = RecordType.Policy, RecordId = old.PolicyId }), first);
        await MissingAsync(ledger.VerifyTransactionAsync(new VerifyTransactionRequest { TransactionId = old.Bound.TransactionId }), first);

        var since = new InsurerBook(fixture, Member);
        await since.OpenAsync();
        var policy = await since.BindAsync();
        (await ledger.GetHistoryAsync(new GetHistoryRequest { RecordType = RecordType.Policy, RecordId = policy.PolicyId })).Entries.Count.ShouldBeGreaterThan(1);
        var proof = await ledger.VerifyTransactionAsync(new VerifyTransactionRequest { TransactionId = policy.Bound.TransactionId });
        proof.Verified.ShouldBeTrue(proof.ToString());

        (await ExportAsync("all.export")).ExitCode.ShouldNotBe(0);
        (await ExportAsync("later.export", "--from-block", $"{first}")).ShouldExitWith(0);
        var configuration = _files.File("configuration.block");
        await FabricTools.PeerAsync(Consortium, TestConsortium.Aurora, "channel", "fetch", "0", configuration, "-c", "insurance");
        var verified = await InsureCommand.RunAsync("audit", "verify", _files.File("later.export"), "--trust", configuration);
        verified.ShouldExitWith(0).Output.ShouldContain("as the exporter states it");
        (await InsureCommand.RunAsync("audit", "verify", _files.File("later.export"), "--fingerprint", new string('0', 64))).ShouldExitWith(7);
    }

    private static async Task MissingAsync<T>(AsyncUnaryCall<T> call, ulong first)
    {
        var error = await Should.ThrowAsync<RpcException>(() => call.ResponseAsync);
        Refusal.Code(error).ShouldBe("NOT_ON_THIS_PEER");
        error.Status.Detail.ShouldContain($"the first block to be had is {first},");
    }

    private Task<CommandResult> ExportAsync(string name, params string[] scope) => InsureCommand.RunAsync(
        ["audit", "export", "--home", Consortium.Home, "--organization", Member, "--out", _files.File(name), .. scope]);

    private async Task JoinBySnapshotAsync()
    {
        var ledger = Path.Combine(Consortium.Home, "ledger", "fabric", "peers", Member);
        await FabricTools.PeerAsync(
            Consortium, Member, "snapshot", "submitrequest", "-c", "insurance", "-b", "0",
            "--peerAddress", Consortium.Peer(Member).Address, "--tlsRootCertFile", Consortium.CaCertificate(Member));
        var snapshot = await Waiting.EventuallyAsync(
            () => Task.FromResult(Directory.GetDirectories(Path.Combine(ledger, "snapshots", "completed", "insurance"))[0]),
            exception => exception is DirectoryNotFoundException or IndexOutOfRangeException);
        (await InsureCommand.RunAsync("down", "--home", Consortium.Home)).ShouldExitWith(0);

        var kept = _files.File("snapshot");
        Directory.Move(snapshot, kept);
        foreach (var lost in new[] { "ledgersData", "transientstore" })
        {
            Directory.Delete(Path.Combine(ledger, lost), recursive: true);
        }

        var environment = new Dictionary<string, string>
        {
            ["FABRIC_CFG_PATH"] = Path.Combine(Consortium.Home, "fabric", "peers", Member),
            ["FABRIC_LOGGING_SPEC"] = "error",
        };
        using var peer = ProgramRun.Start(FabricTools.Program("peer"), environment, "node", "start");
        _ = peer.StandardOutput.ReadToEndAsync();
        _ = peer.StandardError.ReadToEndAsync();
        try
        {
            await Waiting.EventuallyAsync(
                () => FabricTools.PeerAsync(Consortium, Member, "channel", "joinbysnapshot", "--snapshotpath", kept),
                exception => exception is not InvalidOperationException);
            await Waiting.EventuallyAsync(
                () => FabricTools.PeerAsync(Consortium, Member, "channel", "getinfo", "-c", "insurance"),
                exception => exception is not InvalidOperationException);
        }
        finally
        {
            await Signals.TerminateAsync(peer.Id);
        }

        await Consortium.UpAsync();
    }
}
