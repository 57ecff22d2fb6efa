namespace Insurance.Gateway.Tests;

public sealed class ClaimPaymentTests
{
    private static readonly Claim Approved = new() { ClaimId = "c1", InsurerMspId = GatewayServer.MspId, Status = ClaimStatus.Approved };
    private static readonly Claim Paid = new() { ClaimId = "c1", InsurerMspId = GatewayServer.MspId, Status = ClaimStatus.Paid };

    /// <summary>The chaincode computes the same and refuses others; its test has the same two lines.</summary>
    [Theory]
    [InlineData("c-1", 1, "auto-pay.f4030202a0c1bb3e38dc4c3d40a4bfbe003e525b5de87c17", "AUTO-F4030202A0C1BB3E")]
    [InlineData("parametric-x-y", 2, "auto-pay.1bf95c746129550a1b7f700dcd081b59fa85c95337064ab9", "AUTO-1BF95C746129550A")]
    public void Request_OfAnApproval_IsAsTheChaincodeComputesIt(string claimId, int decisions, string requestId, string reference)
    {
        var request = ClaimPayments.Request(new ClaimApproval(claimId, decisions));
        (request.RequestId, request.Reference, request.Actor).ShouldBe((requestId, reference, "automatic-payment"));
    }

    [Fact]
    public async Task SubmitClaim_Approved_IsPaidAtOnceByFinance()
    {
        await using var server = await GatewayServer.StartAsync();
        server.Ledger.Answer("SubmitClaim", Approved);
        server.Ledger.Answer("PayClaim", Paid);

        var claim = await Claims(server).SubmitClaimAsync(new SubmitClaimRequest { RequestId = "r1", ClaimId = "c1" });

        claim.Status.ShouldBe(ClaimStatus.Paid);
        var payment = server.Ledger.Submitted.Last();
        payment.Identity.ShouldBe("finance");
        FakeLedger.Request<PayClaimRequest>(payment).ShouldBe(ClaimPayments.Request(new ClaimApproval("c1", 0)));
    }

    [Theory]
    [InlineData(ClaimStatus.Referred)]
    [InlineData(ClaimStatus.Declined)]
    public async Task SubmitClaim_NotApproved_IsNotPaid(ClaimStatus status)
    {
        await using var server = await GatewayServer.StartAsync();
        server.Ledger.Answer("SubmitClaim", new Claim { ClaimId = "c1", Status = status });
        (await Claims(server).SubmitClaimAsync(new SubmitClaimRequest { RequestId = "r1" })).Status.ShouldBe(status);
        server.Ledger.Submitted.Count.ShouldBe(1);
    }

    [Fact]
    public async Task DecideClaim_Approved_IsPaid()
    {
        await using var server = await GatewayServer.StartAsync();
        server.Ledger.Answer("DecideClaim", Approved);
        server.Ledger.Answer("PayClaim", Paid);
        (await Claims(server).DecideClaimAsync(new DecideClaimRequest { RequestId = "r1" })).Status.ShouldBe(ClaimStatus.Paid);
    }

    [Fact]
    public async Task ConfirmClaim_ApprovedAgainAfterAnAppeal_IsPaidByAnotherRequest()
    {
        await using var server = await GatewayServer.StartAsync();
        var payments = new ConcurrentQueue<string>();
        server.Ledger.Answer("PayClaim", call =>
        {
            payments.Enqueue(FakeLedger.Request<PayClaimRequest>(call).RequestId);
            return Paid;
        });
        foreach (var decisions in new[] { 2, 4 })
        {
            var approved = Approved.Clone();
            approved.Decisions.AddRange(Enumerable.Repeat(new Decision(), decisions));
            server.Ledger.Answer("ConfirmClaim", approved);
            (await Claims(server).ConfirmClaimAsync(new ConfirmClaimRequest { RequestId = $"r{decisions}" })).Status.ShouldBe(ClaimStatus.Paid);
        }

        payments.Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public async Task SubmitClaim_PaymentFails_ReturnsTheApprovedClaimAndPaysLater()
    {
        await using var server = await GatewayServer.StartAsync();
        var paid = new TaskCompletionSource();
        var attempts = 0;
        server.Ledger.Answer("SubmitClaim", Approved);
        server.Ledger.Answer("GetClaim", Approved);
        server.Ledger.Answer("PayClaim", _ =>
        {
            if (++attempts <= 7)
            {
                throw new LedgerException(LedgerFailure.Unavailable, "down");
            }

            paid.TrySetResult();
            return Paid;
        });

        var claim = await Claims(server).SubmitClaimAsync(new SubmitClaimRequest { RequestId = "r1" });
        claim.Status.ShouldBe(ClaimStatus.Approved);

        // The event comes when the transaction is committed; the payer tries until the ledger is back.
        server.Ledger.Raise(BrokerTests.Event("ClaimApproved", $$"""{"claimId":"c1","insurerMspId":"{{GatewayServer.MspId}}"}"""));
        await paid.Task.WaitAsync(TimeSpan.FromSeconds(30));
        server.Ledger.Submitted.Where(call => call.Transaction == "PayClaim")
            .Select(FakeLedger.Json).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task Payer_AnotherInsurersClaim_IsLeftAlone()
    {
        await using var server = await GatewayServer.StartAsync();
        var looked = new TaskCompletionSource();
        server.Ledger.Answer("GetClaim", call =>
        {
            FakeLedger.Request<GetClaimRequest>(call).ClaimId.ShouldBe("mine");
            looked.TrySetResult();
            return new Claim { ClaimId = "mine", Status = ClaimStatus.Paid };
        });
        server.Ledger.Raise(BrokerTests.Event("ClaimApproved", """{"claimId":"theirs","insurerMspId":"OtherMSP"}"""));
        server.Ledger.Raise(BrokerTests.Event("ClaimApproved", $$"""{"claimId":"mine","insurerMspId":"{{GatewayServer.MspId}}"}"""));

        await looked.Task.WaitAsync(TimeSpan.FromSeconds(30));
        server.Ledger.Submitted.ShouldBeEmpty();
    }

    [Fact]
    public async Task Payer_PeerJoinedBySnapshot_BeginsWithItsFirstBlock()
    {
        await using var server = await GatewayServer.StartAsync(ledger: new FakeLedger { FirstBlock = 5 });
        var paid = new TaskCompletionSource();
        server.Ledger.Answer("GetClaim", new Claim { ClaimId = "c1", Status = ClaimStatus.Approved });
        server.Ledger.Answer("PayClaim", _ =>
        {
            paid.TrySetResult();
            return Paid;
        });

        server.Ledger.Raise(FakeLedger.Event(
            "ClaimApproved", 6, "t6", System.Text.Encoding.UTF8.GetBytes($$"""{"claimId":"c1","insurerMspId":"{{GatewayServer.MspId}}"}""")));

        await paid.Task.WaitAsync(TimeSpan.FromSeconds(30));
        server.LogLines.ShouldContain(line => line.Contains("has no block before 5"));
    }

    [Fact]
    public async Task SubmitClaim_WithoutFinanceIdentity_IsNotPaid()
    {
        await using var server = await GatewayServer.StartAsync(identities: ["claims-handler"]);
        server.Ledger.Answer("SubmitClaim", Approved);
        (await Claims(server).SubmitClaimAsync(new SubmitClaimRequest())).Status.ShouldBe(ClaimStatus.Approved);
    }

    [Fact]
    public async Task SubmitClaim_Twice_PaysWithTheSameRequest()
    {
        await using var server = await GatewayServer.StartAsync();
        var payments = new ConcurrentBag<string>();
        server.Ledger.Answer("SubmitClaim", Approved);
        server.Ledger.Answer("PayClaim", call =>
        {
            payments.Add(FakeLedger.Json(call));
            return Paid;
        });
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Claims(server).SubmitClaimAsync(new SubmitClaimRequest { RequestId = "r1" }).ResponseAsync));
        payments.Distinct().Count().ShouldBe(1);
    }

    private static Claims.ClaimsClient Claims(GatewayServer server) => new(server.As("claims-handler"));
}
