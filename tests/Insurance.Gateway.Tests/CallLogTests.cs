namespace Insurance.Gateway.Tests;

/// <summary>A call is logged with who called what about which record, and with nothing else that the request says.</summary>
public sealed class CallLogTests
{
    [Fact]
    public async Task Call_ThatIsDone_IsLoggedWithCallerAndRecords()
    {
        await using var server = await GatewayServer.StartAsync();
        server.Ledger.Answer("BindPolicy", new Policy { PolicyId = "p1", HolderId = "h1" });

        await new Policies.PoliciesClient(server.As("underwriter")).BindPolicyAsync(
            new BindPolicyRequest { RequestId = "r1", Actor = "somebody else", PolicyId = "p1", QuoteId = "q1" });

        Lines(server).ShouldContain("Information insurance.v1.Policies/BindPolicy done; caller alice, records policyId=p1 quoteId=q1");
    }

    [Fact]
    public async Task Call_ThatIsRefused_IsLoggedWithCallerAndRecords()
    {
        await using var server = await GatewayServer.StartAsync();
        server.Ledger.Refuse("SubmitClaim", "LIMIT_EXCEEDED", "Nothing is left.", "amountClaimed");

        await new Claims.ClaimsClient(server.As("claims-handler")).SubmitClaimAsync(new SubmitClaimRequest { ClaimId = "c1", PolicyId = "p1" }).ResponseAsync
            .ShouldBeAsync(StatusCode.FailedPrecondition, "LIMIT_EXCEEDED");

        Lines(server).ShouldContain(line => line.StartsWith("Information insurance.v1.Claims/SubmitClaim refused: LIMIT_EXCEEDED; caller alice, records claimId=c1 policyId=p1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Call_NotAllowedToTheCaller_IsLoggedWithTheCaller()
    {
        await using var server = await GatewayServer.StartAsync();

        await new Claims.ClaimsClient(server.As("auditor")).PayClaimAsync(new PayClaimRequest { ClaimId = "c1" }).ResponseAsync
            .ShouldBeAsync(StatusCode.PermissionDenied, "ROLE_NOT_ALLOWED");

        Lines(server).ShouldContain(line => line.EndsWith("; caller alice, records claimId=c1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Call_WithTextInPlaceOfAnIdentifier_LogsNoneOfIt()
    {
        await using var server = await GatewayServer.StartAsync();
        server.Ledger.Refuse("BindPolicy", "INVALID_TEXT", "no", "policyId");

        await Should.ThrowAsync<RpcException>(() => new Policies.PoliciesClient(server.As("underwriter")).BindPolicyAsync(
            new BindPolicyRequest { PolicyId = "Karen Blixen, Rungstedlund", QuoteId = "q1" }).ResponseAsync);

        Lines(server).ShouldContain(line => line.Contains("records quoteId=q1", StringComparison.Ordinal));
        Lines(server).ShouldNotContain(line => line.Contains("Blixen", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Call_OfManyRecords_NamesTheFirstOfThem()
    {
        await using var server = await GatewayServer.StartAsync();
        server.Ledger.Answer("SellPolicies", new SellPoliciesResponse());

        await new Policies.PoliciesClient(server.As("underwriter")).SellPoliciesAsync(
            new SellPoliciesRequest { RequestId = "r1", Sales = { Enumerable.Range(1, 500).Select(number => new Sale { PolicyId = $"p{number}" }) } });

        Lines(server).ShouldContain(line => line.EndsWith("SellPolicies done; caller alice, records policyId=p1 policyId=p2 policyId=p3", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Call_ThatOnlyReads_IsNotLoggedUnlessAskedFor()
    {
        await using var server = await GatewayServer.StartAsync();
        server.Ledger.Answer("GetPolicy", new Policy { PolicyId = "p1" });

        await new Policies.PoliciesClient(server.As("auditor")).GetPolicyAsync(new GetPolicyRequest { PolicyId = "p1" });

        Lines(server).ShouldNotContain(line => line.Contains("GetPolicy", StringComparison.Ordinal));
    }

    private static IEnumerable<string> Lines(GatewayServer server) => server.LogLines.Select(line => line.TrimEnd());
}
