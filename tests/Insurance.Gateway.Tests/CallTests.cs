namespace Insurance.Gateway.Tests;

public sealed class CallTests
{
    [Fact]
    public async Task Submit_ActorOfTheClient_IsReplacedByTheCertificatesName()
    {
        await using var server = await GatewayServer.StartAsync();
        server.Ledger.Answer("BindPolicy", new Policy { PolicyId = "p1" });

        var policy = await new Policies.PoliciesClient(server.As("underwriter")).BindPolicyAsync(
            new BindPolicyRequest { RequestId = "r1", Actor = "somebody else", PolicyId = "p1", QuoteId = "q1" });

        policy.PolicyId.ShouldBe("p1");
        var call = server.Ledger.Submitted.Single();
        call.Identity.ShouldBe("underwriter");
        FakeLedger.Request<BindPolicyRequest>(call).ShouldBe(
            new BindPolicyRequest { RequestId = "r1", Actor = "alice", PolicyId = "p1", QuoteId = "q1" });
    }

    [Fact]
    public async Task Submit_Amounts_AreWrittenAsProto3Json()
    {
        await using var server = await GatewayServer.StartAsync();
        server.Ledger.Answer("RecordPremiumPayment", new Policy());

        await new Policies.PoliciesClient(server.As("finance")).RecordPremiumPaymentAsync(new RecordPremiumPaymentRequest
        {
            RequestId = "r1",
            PolicyId = "p1",
            Amount = new Money { MinorUnits = long.MaxValue, Currency = "DKK" },
            Reference = "bank",
        });

        FakeLedger.Json(server.Ledger.Submitted.Single()).ShouldContain("\"minorUnits\": \"9223372036854775807\"");
    }

    [Fact]
    public async Task Refusal_OfTheChaincode_CarriesCodeFieldAndSentence()
    {
        await using var server = await GatewayServer.StartAsync();
        server.Ledger.Refuse("SubmitClaim", "LIMIT_EXCEEDED", "nothing is left of the sum insured", "amountClaimed.minorUnits");

        var error = await Should.ThrowAsync<RpcException>(() =>
            new Claims.ClaimsClient(server.As("claims-handler")).SubmitClaimAsync(new SubmitClaimRequest()).ResponseAsync);

        error.StatusCode.ShouldBe(StatusCode.FailedPrecondition);
        error.Status.Detail.ShouldBe("amountClaimed.minorUnits: nothing is left of the sum insured");
        error.Details().Code.ShouldBe((int)StatusCode.FailedPrecondition);
        error.Details().Message.ShouldBe("amountClaimed.minorUnits: nothing is left of the sum insured");
        error.Info().Reason.ShouldBe("LIMIT_EXCEEDED");
        error.Info().Domain.ShouldBe("insurance.v1");
        error.BadRequest()!.FieldViolations.Single().Field.ShouldBe("amountClaimed.minorUnits");
    }

    [Theory]
    [InlineData(LedgerFailure.Unavailable, StatusCode.Unavailable, "LEDGER_UNAVAILABLE")]
    [InlineData(LedgerFailure.Timeout, StatusCode.DeadlineExceeded, "LEDGER_TIMEOUT")]
    [InlineData(LedgerFailure.Diverged, StatusCode.Aborted, "LEDGER_CONFLICT")]
    [InlineData(LedgerFailure.Conflict, StatusCode.Aborted, "LEDGER_CONFLICT")]
    [InlineData(LedgerFailure.OutcomeUnknown, StatusCode.Unavailable, "OUTCOME_UNKNOWN")]
    [InlineData(LedgerFailure.Invalid, StatusCode.Aborted, "TRANSACTION_INVALID")]
    [InlineData(LedgerFailure.Rejected, StatusCode.FailedPrecondition, "LEDGER_REFUSED")]
    public async Task Failure_OfTheLedger_IsCodedAndSaysNothingInternal(LedgerFailure failure, StatusCode status, string code)
    {
        await using var server = await GatewayServer.StartAsync();
        server.Ledger.Fail("BindPolicy", failure);

        var error = await Should.ThrowAsync<RpcException>(() =>
            new Policies.PoliciesClient(server.As("underwriter")).BindPolicyAsync(new BindPolicyRequest()).ResponseAsync);

        error.StatusCode.ShouldBe(status);
        error.Info().Reason.ShouldBe(code);
        error.ToString().ShouldNotContain("peer0.internal");
    }

    [Theory]
    [InlineData(LedgerFailure.Rejected, "proposal client identity expired", null, "LEDGER_IDENTITY_REFUSED")]
    [InlineData(LedgerFailure.Rejected, "status=BAD_REQUEST, info=broadcast client identity expired", null, "LEDGER_IDENTITY_REFUSED")]
    [InlineData(LedgerFailure.Rejected, "request unauthorized due to incorrect timestamp 2026-11-30T20:31:43Z", null, "LEDGER_CLOCK_WRONG")]
    [InlineData(LedgerFailure.Invalid, "no", "ENDORSEMENT_POLICY_FAILURE", "ENDORSEMENT_POLICY_NOT_SATISFIED")]
    public async Task Failure_ThatNoRepetitionMends_SaysSo(LedgerFailure failure, string reason, string? validationCode, string code)
    {
        await using var server = await GatewayServer.StartAsync();
        server.Ledger.Fail("BindPolicy", failure, reason, validationCode);

        var error = await Should.ThrowAsync<RpcException>(() =>
            new Policies.PoliciesClient(server.As("underwriter")).BindPolicyAsync(new BindPolicyRequest()).ResponseAsync);

        error.StatusCode.ShouldBe(StatusCode.FailedPrecondition);
        error.Info().Reason.ShouldBe(code);
        server.Ledger.Submitted.Count.ShouldBeLessThanOrEqualTo(1);
        error.ToString().ShouldNotContain("peer0.internal");
    }

    [Fact]
    public async Task Failure_OfTheGatewayItself_SaysNothingInternal()
    {
        await using var server = await GatewayServer.StartAsync();
        server.Ledger.AnswerBytes("GetPolicy", _ => throw new InvalidOperationException("secret path /etc/gateway"));

        var error = await Should.ThrowAsync<RpcException>(() =>
            new Policies.PoliciesClient(server.As("auditor")).GetPolicyAsync(new GetPolicyRequest()).ResponseAsync);

        error.StatusCode.ShouldBe(StatusCode.Internal);
        error.Info().Reason.ShouldBe("INTERNAL");
        error.ToString().ShouldNotContain("secret");
        server.LogLines.ShouldContain(line => line.Contains("secret path"));
    }

    [Fact]
    public async Task Request_LargerThanTheLimit_IsRefusedBeforeTheLedger()
    {
        await using var server = await GatewayServer.StartAsync();
        var claim = new ReferClaimRequest { ClaimId = "c1", Reason = new string('x', 300 * 1024) };

        await new Claims.ClaimsClient(server.As("claims-handler")).ReferClaimAsync(claim).ResponseAsync
            .ShouldBeAsync(StatusCode.InvalidArgument, "INPUT_TOO_LARGE");
        server.Ledger.Submitted.ShouldBeEmpty();
    }

    [Fact]
    public async Task Request_FarLargerThanTheLimit_IsRefusedByTheTransport()
    {
        await using var server = await GatewayServer.StartAsync();
        var claim = new ReferClaimRequest { ClaimId = "c1", Reason = new string('x', 8 * 1024 * 1024) };

        var error = await Should.ThrowAsync<RpcException>(() =>
            new Claims.ClaimsClient(server.As("claims-handler")).ReferClaimAsync(claim).ResponseAsync);
        error.StatusCode.ShouldBe(StatusCode.ResourceExhausted);
        server.Ledger.Submitted.ShouldBeEmpty();
    }

    [Fact]
    public async Task Time_OutOfRange_IsInvalid()
    {
        await using var server = await GatewayServer.StartAsync();
        var claim = new SubmitClaimRequest
        {
            ClaimId = "c1",
            OccurredAt = new Google.Protobuf.WellKnownTypes.Timestamp { Seconds = long.MaxValue },
        };

        await new Claims.ClaimsClient(server.As("claims-handler")).SubmitClaimAsync(claim).ResponseAsync
            .ShouldBeAsync(StatusCode.InvalidArgument, "INVALID_ARGUMENT");
    }

    [Fact]
    public async Task RequestId_OfAutomaticPayments_IsReserved()
    {
        await using var server = await GatewayServer.StartAsync();
        await new Claims.ClaimsClient(server.As("finance")).PayClaimAsync(
            new PayClaimRequest { RequestId = "auto-pay.c1", ClaimId = "c1", Reference = "mine" }).ResponseAsync
            .ShouldBeAsync(StatusCode.InvalidArgument, "REQUEST_ID_RESERVED");
    }

    [Fact]
    public async Task Calls_BeyondTheLimit_AreRefusedAndTheOthersServed()
    {
        await using var server = await GatewayServer.StartAsync(limits: new LimitSettings { InFlight = 1 });
        using var entered = new SemaphoreSlim(0);
        using var leave = new ManualResetEventSlim();
        server.Ledger.Answer("GetRegistry", _ =>
        {
            entered.Release();
            leave.Wait(TimeSpan.FromSeconds(30));
            return new Registry();
        });
        var consortium = new Consortium.ConsortiumClient(server.As("auditor"));

        var first = consortium.GetRegistryAsync(new GetRegistryRequest()).ResponseAsync;
        await entered.WaitAsync();
        await consortium.GetRegistryAsync(new GetRegistryRequest()).ResponseAsync
            .ShouldBeAsync(StatusCode.ResourceExhausted, "TOO_MANY_REQUESTS");
        leave.Set();
        await first;
        await consortium.GetRegistryAsync(new GetRegistryRequest());
    }
}
