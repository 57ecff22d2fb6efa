using Fabric.Audit;

namespace EndToEnd.Tests;

/// <summary>What an auditor takes away can be verified elsewhere, and what a record says of itself is what happened.</summary>
[Collection(ConsortiumFixture.Collection)]
[Trait(LedgerUnderTest.Release, LedgerUnderTest.Each)]
public sealed class AuditTests(ConsortiumFixture fixture) : IDisposable
{
    private readonly TemporaryHome _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public async Task Export_ByTheRegulator_IsVerifiedOfflineAndHoldsNoPersonalData()
    {
        var begin = DateTimeOffset.UtcNow;
        var book = await new InsurerBook(fixture).OpenAsync();
        var claim = await book.Claims.SubmitClaimAsync(book.Claim(await book.BindAsync()));
        claim.Status.ShouldBe(ClaimStatus.Paid);
        var end = DateTimeOffset.UtcNow;
        await SeenByTheRegulatorAsync(claim.ClaimId);

        var (whole, part) = (_files.File("whole.export"), _files.File("part.export"));
        (await ExportAsync(whole)).ShouldExitWith(0);
        (await ExportAsync(part, "--from", $"{begin:O}", "--to", $"{end:O}")).ShouldExitWith(0);
        var verified = (await InsureCommand.RunAsync("audit", "verify", whole)).ShouldExitWith(0);
        verified.Output.ShouldStartWith("VERIFIED ");
        verified.Output.ShouldContain("exported by SupervisorMSP");

        var bytes = await File.ReadAllBytesAsync(whole);
        Encoding.UTF8.GetString(bytes).ShouldContain(claim.ClaimId);
        Encoding.Latin1.GetString(bytes).ShouldNotContain("Lovelace");
        var report = Verify(bytes);
        report.Findings.ShouldBeEmpty();
        // Fabric keeps every chaincode's definition in a block; on DevLedger it is configuration, of which the exporter states the
        // insurance chaincode's: what other tests wrote through another one is counted as unknown.
        if (LedgerUnderTest.IsFabric)
        {
            report.UnknownPolicies.ShouldBe(0);
        }

        report.Organizations.ShouldContain(TestConsortium.Regulator);
        report.StatedDefinitions.ShouldNotContain(name => LedgerUnderTest.IsFabric && name == PeerClient.Insurance);

        bytes = await File.ReadAllBytesAsync(part);
        Verify(bytes).Findings.ShouldBeEmpty();
        EveryFlipIsFound(bytes);
    }

    [Fact]
    public async Task Verify_TrustRootsFromElsewhere_DecideWhetherTheExportIsBelieved()
    {
        var export = _files.File("all.export");
        (await ExportAsync(export)).ShouldExitWith(0);
        var (all, some) = (_files.File("all.pem"), _files.File("some.pem"));
        var authorities = Directory.GetDirectories(Path.Combine(fixture.Consortium.Home, "organizations")).Select(folder => File.ReadAllText(Path.Combine(folder, "ca", "ca.crt"))).ToList();
        await File.WriteAllTextAsync(all, string.Join('\n', authorities));
        await File.WriteAllTextAsync(some, authorities[0]);

        (await InsureCommand.RunAsync("audit", "verify", export, "--trust", all)).ShouldExitWith(0);
        (await InsureCommand.RunAsync("audit", "verify", export, "--trust", some)).ShouldExitWith(7).Output.ShouldContain("NOT_TRUSTED");
        (await InsureCommand.RunAsync("audit", "verify", export, "--fingerprint", new string('0', 64))).ShouldExitWith(7).Output.ShouldContain("NOT VERIFIED");
        (await InsureCommand.RunAsync("audit", "verify", export, "--trust", export)).ShouldExitWith(2).Errors.ShouldContain("--trust");
        (await ExportAsync(export)).ShouldExitWith(2).Errors.ShouldContain("exists already");
    }

    [Fact]
    public async Task Export_BadPeriodOrCaller_IsRefusedWithItsCode()
    {
        var now = Timestamp.FromDateTimeOffset(DateTimeOffset.UtcNow);
        var later = Timestamp.FromDateTimeOffset(DateTimeOffset.UtcNow.AddDays(2));
        await RefusedAsync("auditor", new ExportAuditRequest { From = now, To = now }, StatusCode.InvalidArgument, "INVALID_PERIOD");
        await RefusedAsync("auditor", new ExportAuditRequest { From = later }, StatusCode.InvalidArgument, "INVALID_PERIOD");
        await RefusedAsync("auditor", new ExportAuditRequest { From = new Timestamp { Seconds = long.MaxValue } }, StatusCode.InvalidArgument, "INVALID_PERIOD");
        await RefusedAsync("underwriter", new ExportAuditRequest(), StatusCode.PermissionDenied, "ROLE_NOT_ALLOWED");
        await RefusedAsync(TestConsortium.Broker, new ExportAuditRequest(), StatusCode.PermissionDenied, "ROLE_NOT_ALLOWED");
        (await ExportAsync(_files.File("never"), "--from", "yesterday")).ShouldExitWith(2).Errors.ShouldContain("'yesterday'");
        (await ExportAsync(_files.File("never"), "--from", "2026-02-01", "--to", "2026-01-01")).ShouldExitWith(2).Errors.ShouldContain("--to");
        File.Exists(_files.File("never")).ShouldBeFalse();
    }

    [Fact]
    public async Task Export_OfATimeBeforeAnythingHappened_ShowsThatNothingDid()
    {
        var export = _files.File("nothing.export");
        (await ExportAsync(export, "--from", "2001-01-01", "--to", "2001-02-01")).ShouldExitWith(0);
        (await InsureCommand.RunAsync("audit", "verify", export)).ShouldExitWith(0).Output.ShouldContain("no transaction of these blocks is in the period");
    }

    // Peers of Fabric 3.1 themselves refuse what is more than 15 minutes off; the chaincode refuses on every release, and sooner.
    [Theory]
    [InlineData(10, false)]
    [InlineData(365 * 24 * 60, true)]
    public async Task Submit_DatedBeyondWhatClocksDiffer_IsRefusedByEveryEndorser(int minutes, bool alsoByPeers)
    {
        foreach (var shift in new[] { TimeSpan.FromMinutes(minutes), TimeSpan.FromMinutes(-minutes) })
        {
            using var client = new PeerClient(
                fixture.Consortium, TestConsortium.Aurora, TestConsortium.Aurora,
                fixture.Consortium.LedgerIdentity(TestConsortium.Aurora, "underwriter"), new ShiftedTime(shift));
            foreach (var (function, request) in new (string, Google.Protobuf.IMessage)[]
            {
                ("PublishProduct", new InsurerBook(fixture).NewProduct()), ("GetRegistry", new GetRegistryRequest()),
            })
            {
                var error = await Should.ThrowAsync<Fabric.Client.GatewayException>(() =>
                    client.Contract(PeerClient.Insurance).NewProposal(function, ContractExtensions.Argument(request)).EndorseAsync());
                if (!alsoByPeers || error.CallerFault != Fabric.Client.CallerFault.ClockOff)
                {
                    error.Message.ShouldContain("TIME_OUT_OF_BOUNDS", customMessage: $"{function}, {shift}");
                }
            }
        }
    }

    [Fact]
    public async Task Export_OneMemberDatesAsItLikes_HoldsWhatTheOthersDid()
    {
        using var member = new HandmadeMember(fixture.Consortium, TestConsortium.Meridian);
        var begin = DateTimeOffset.UtcNow;
        await member.OrderAloneAsync(new Timestamp { Seconds = 0 });
        var book = await new InsurerBook(fixture).OpenAsync();
        await member.OrderAloneAsync(new Timestamp { Seconds = 4_102_444_800 });
        var policy = await book.BindAsync();
        await member.OrderAloneAsync(new Timestamp { Seconds = long.MaxValue });
        await member.OrderAloneAsync(new Timestamp { Seconds = -1, Nanos = int.MinValue });
        var claim = await book.Claims.SubmitClaimAsync(book.Claim(policy));
        await member.OrderAloneAsync(new Timestamp { Seconds = 4_102_444_800 });
        await SeenByTheRegulatorAsync(claim.ClaimId);
        var end = DateTimeOffset.UtcNow;

        var (period, before, receipt) = (_files.File("period.export"), _files.File("before.export"), _files.File("receipt.json"));
        (await ExportAsync(period, "--from", $"{begin:O}", "--to", $"{end:O}")).ShouldExitWith(0);
        Encoding.UTF8.GetString(await File.ReadAllBytesAsync(period)).ShouldContain(claim.ClaimId);
        var report = Verify(await File.ReadAllBytesAsync(period));
        report.Findings.ShouldBeEmpty();
        report.DatedInPeriod.ShouldBeGreaterThan(4);
        var first = report.Manifest!.FirstBlock!.Value;
        (await InsureCommand.RunAsync("audit", "verify", period)).ShouldExitWith(first <= 1 ? 0 : 8);

        (await ExportAsync(before, "--from-block", "0", "--to-block", $"{first}")).ShouldExitWith(0);
        (await InsureCommand.RunAsync("audit", "verify", before, period)).ShouldExitWith(0).Output.ShouldNotContain("NOT PROVED");
        (await InsureCommand.RunAsync("audit", "verify", before, "--write-receipt", receipt)).ShouldExitWith(0);
        (await InsureCommand.RunAsync("audit", "verify", period, "--receipt", receipt)).ShouldExitWith(0).Output.ShouldStartWith("VERIFIED ");
        await File.WriteAllTextAsync(receipt, (await File.ReadAllTextAsync(receipt)).Replace("\"blockHash\": \"", "\"blockHash\": \"00", StringComparison.Ordinal));
        (await InsureCommand.RunAsync("audit", "verify", period, "--receipt", receipt)).ShouldExitWith(7).Output.ShouldContain("RECEIPT_DIFFERS");
        (await InsureCommand.RunAsync("audit", "verify", period, "--receipt", _files.File("missing"))).ShouldExitWith(2);
        (await ExportAsync(_files.File("never"), "--from-block", "3", "--to-block", "2")).ShouldExitWith(2);
    }

    [Fact]
    public async Task Export_AfterEnvelopesMadeByHand_FindsThePeersVerdictsRight()
    {
        using var member = new HandmadeMember(fixture.Consortium, TestConsortium.Meridian, TestConsortium.Aurora);
        var faults = new Handmade.HandmadeFaults(20260303, member.Sound, member.Client, member.Peer, pairs: !LedgerUnderTest.IsFabric);
        var taken = 0;
        for (var i = 0; i < faults.KindCount + 60; i++)
        {
            taken += await member.TryOrderAsync(faults.Next(i).Sign()) ? 1 : 0;
        }

        taken.ShouldBeGreaterThan(faults.KindCount);
        var book = await new InsurerBook(fixture).OpenAsync();
        var claim = await book.Claims.SubmitClaimAsync(book.Claim(await book.BindAsync()));
        await SeenByTheRegulatorAsync(claim.ClaimId);
        var export = _files.File("handmade.export");
        (await ExportAsync(export)).ShouldExitWith(0);
        var report = Verify(await File.ReadAllBytesAsync(export));
        report.Findings.Select(finding => finding.ToString()).ShouldBeEmpty();
        report.Transactions.Keys.ShouldContain("INVALID_ENDORSER_TRANSACTION");
        report.Transactions.Keys.ShouldContain("ENDORSEMENT_POLICY_FAILURE");
        report.Transactions.Keys.ShouldContain("DUPLICATE_TXID");
    }

    [Fact]
    public async Task Documents_TermsAndEvidence_AreKnownByTheirDigestOnly()
    {
        var book = await new InsurerBook(fixture).OpenAsync();
        var (terms, photo) = (_files.File("terms.pdf"), _files.File("photo.jpg"));
        await File.WriteAllTextAsync(terms, "What is covered, " + book.ProductId);
        await File.WriteAllTextAsync(photo, "A burnt roof, " + book.ProductId);
        var product = new InsurerBook(fixture).NewProduct();
        product.Product.TermsSha256 = Digest(terms);
        await new Products.ProductsClient(book.As("underwriter")).PublishProductAsync(product);
        var policy = await book.BindAsync();
        var request = book.Claim(policy);
        request.Evidence.Add(new Evidence { Kind = "photo", Sha256 = Digest(photo) });
        var claim = await book.Claims.SubmitClaimAsync(request);
        await SeenByTheRegulatorAsync(claim.ClaimId);

        (await DocumentAsync("terms", "--product", product.Product.ProductId + "/1", "--file", terms)).ShouldExitWith(0).Output.ShouldContain("is the terms of product");
        (await DocumentAsync("terms", "--policy", policy.PolicyId, "--file", terms)).ShouldExitWith(7).Output.ShouldStartWith("NOT RECORDED");
        (await DocumentAsync("evidence", "--claim", claim.ClaimId, "--file", photo)).ShouldExitWith(0).Output.ShouldContain("is the photo of claim");
        (await DocumentAsync("evidence", "--claim", claim.ClaimId, "--file", terms)).ShouldExitWith(7);
        (await DocumentAsync("evidence", "--claim", claim.ClaimId, "--file", _files.File("missing"))).ShouldExitWith(2);
        (await DocumentAsync("terms", "--file", terms)).ShouldExitWith(2);
    }

    [Fact]
    public async Task History_OfAClaim_SaysWhoDidWhatAndWhoEndorsedIt()
    {
        var book = await new InsurerBook(fixture).OpenAsync();
        var claim = await book.Claims.SubmitClaimAsync(book.Claim(await book.BindAsync()));
        await SeenByTheRegulatorAsync(claim.ClaimId);
        var ledger = new Ledger.LedgerClient(fixture.Consortium.Channel(TestConsortium.Regulator, "auditor"));

        var history = await ledger.GetHistoryAsync(new GetHistoryRequest { InsurerMspId = TestConsortium.Aurora, RecordType = RecordType.Claim, RecordId = claim.ClaimId });

        history.Entries.Select(entry => entry.Function).ShouldBe(["SubmitClaim", "PayClaim"]);
        history.Entries.ShouldAllBe(entry => entry.CreatorMspId == TestConsortium.Aurora && entry.BlockNumber > 0 && entry.Actor.Length > 0);
        history.Entries.ShouldAllBe(entry => entry.EndorserMspIds.Count >= 2 && entry.EndorserMspIds.Contains(TestConsortium.Aurora));
        history.Entries[0].BeforeJson.ShouldBeEmpty();
        history.Entries[1].BeforeJson.ShouldBe(history.Entries[0].RecordJson);
        history.Entries[1].Changes.ShouldContain(change => change.Path == "status" && change.Before == "\"CLAIM_STATUS_APPROVED\"" && change.After == "\"CLAIM_STATUS_PAID\"");
        history.Entries[1].Changes.ShouldNotContain(change => change.Path == "policyId");

        // The claim has a policy of its own since its first transaction, which the second one's read set leads back to.
        var verified = await ledger.VerifyTransactionAsync(new VerifyTransactionRequest { TransactionId = history.Entries[1].TransactionId });
        verified.Verified.ShouldBeTrue(verified.ToString());
        verified.Checks.ShouldContain(check => check.Check == "orderer signature");
        verified.Checks.Single(check => check.Check == "endorsement policy").Detail.ShouldBe(
            "The endorsers satisfy the policies of the chaincode, its collections and the keys written.");
    }

    private static ExportReport Verify(byte[] export) => new ExportVerifier(TrustRoots.OfTheExport, "insurance").Verify(new MemoryStream(export));

    private static void EveryFlipIsFound(byte[] export)
    {
        // Each is a verification of the whole ledger until now; Fabric.Audit.Tests flips more bits of small ones.
        Parallel.For(0, 20, flip =>
        {
            var random = new Random(export.Length + flip);
            var at = random.Next(export.Length);
            var damaged = export.ToArray();
            damaged[at] ^= (byte)(1 << random.Next(8));
            var report = Verify(damaged);
            report.IsVerified.ShouldBeFalse($"byte {at}");
            report.Findings[0].Where.ShouldNotBeEmpty();
        });
    }

    private static string Digest(string file) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)));

    private Task<CommandResult> ExportAsync(string file, params string[] period) =>
        InsureCommand.RunAsync(["audit", "export", "--home", fixture.Consortium.Home, "--organization", TestConsortium.Regulator, "--out", file, .. period]);

    private Task<CommandResult> DocumentAsync(params string[] arguments) =>
        InsureCommand.RunAsync(["verify", .. arguments, "--home", fixture.Consortium.Home, "--organization", TestConsortium.Regulator, "--insurer", TestConsortium.Aurora]);

    private async Task RefusedAsync(string caller, ExportAuditRequest request, StatusCode status, string code)
    {
        using var call = new Ledger.LedgerClient(fixture.Consortium.Channel(TestConsortium.Aurora, caller)).ExportAudit(request);
        var error = await Should.ThrowAsync<RpcException>(() => call.ResponseStream.MoveNext(CancellationToken.None));
        error.StatusCode.ShouldBe(status);
        Refusal.Code(error).ShouldBe(code);
    }

    // On Fabric another organization's peer has a block a moment later.
    private Task SeenByTheRegulatorAsync(string claimId)
    {
        var claims = new Claims.ClaimsClient(fixture.Consortium.Channel(TestConsortium.Regulator, "auditor"));
        return Waiting.EventuallyAsync(
            async () =>
            {
                var claim = await claims.GetClaimAsync(new GetClaimRequest { InsurerMspId = TestConsortium.Aurora, ClaimId = claimId });
                return claim.Status == ClaimStatus.Paid ? claim : throw new InvalidOperationException($"The claim is {claim.Status}.");
            },
            error => error is InvalidOperationException or RpcException { StatusCode: StatusCode.NotFound });
    }
}
