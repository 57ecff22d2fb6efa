using System.Text;
using Grpc.Core;
using Insurance.Gateway.Ledger;
using Insurance.Gateway.Tests.Support;
using Insurance.V1;

namespace Insurance.Gateway.Tests;

public sealed class BrokerTests
{
    [Fact]
    public async Task Broker_Writes_UnderItsOwnId()
    {
        await using var server = await GatewayServer.StartAsync();
        server.Ledger.Answer("RequestQuote", new Quote { QuoteId = "q1", BrokerId = "b1" });

        await new Quotes.QuotesClient(server.As("broker", "b1")).RequestQuoteAsync(
            new RequestQuoteRequest { QuoteId = "q1", BrokerId = "b2" });

        FakeLedger.Request<RequestQuoteRequest>(server.Ledger.Submitted.Single()).BrokerId.ShouldBe("b1");
    }

    [Fact]
    public async Task Broker_Lists_ItsOwnBook()
    {
        await using var server = await GatewayServer.StartAsync();
        server.Ledger.Answer("ListPolicies", new ListPoliciesResponse());
        server.Ledger.Answer("ListClaims", new ListClaimsResponse());
        var channel = server.As("broker", "b1");

        await new Policies.PoliciesClient(channel).ListPoliciesAsync(new ListPoliciesRequest { InsurerMspId = "x", BrokerId = "b2" });
        await new Claims.ClaimsClient(channel).ListClaimsAsync(new ListClaimsRequest { InsurerMspId = "x" });

        FakeLedger.Request<ListPoliciesRequest>(server.Ledger.Evaluated.First()).BrokerId.ShouldBe("b1");
        FakeLedger.Request<ListClaimsRequest>(server.Ledger.Evaluated.Last()).BrokerId.ShouldBe("b1");
    }

    [Fact]
    public async Task Broker_ReadsItsOwnRecord_GetsIt()
    {
        await using var server = await GatewayServer.StartAsync();
        server.Ledger.Answer("GetPolicy", new Policy { PolicyId = "p1", BrokerId = "b1" });

        var policy = await new Policies.PoliciesClient(server.As("broker", "b1")).GetPolicyAsync(new GetPolicyRequest { PolicyId = "p1" });
        policy.PolicyId.ShouldBe("p1");
    }

    [Theory]
    [InlineData("found")]
    [InlineData("missing")]
    [InlineData("mismatch")]
    public async Task Broker_ReadsAnothersOrMissingRecord_CannotTellWhich(string how)
    {
        await using var server = await GatewayServer.StartAsync();
        switch (how)
        {
            case "found":
                server.Ledger.Answer("GetClaim", new Claim { ClaimId = "c1", BrokerId = "b2" });
                break;
            case "missing":
                server.Ledger.Refuse("GetClaim", "CLAIM_NOT_FOUND", "there is no \"c1\"", "claimId");
                break;
            default:
                server.Ledger.Refuse("GetClaim", "BROKER_MISMATCH", "the record is another broker's", "brokerId");
                break;
        }

        var error = await Should.ThrowAsync<RpcException>(() =>
            new Claims.ClaimsClient(server.As("broker", "b1")).GetClaimAsync(new GetClaimRequest { ClaimId = "c1" }).ResponseAsync);
        error.StatusCode.ShouldBe(StatusCode.NotFound);
        error.Status.Detail.ShouldBe("There is no claim with this id in your book.");
        error.Info().Reason.ShouldBe("CLAIM_NOT_FOUND");
        error.BadRequest().ShouldBeNull();
    }

    [Fact]
    public async Task Broker_BindsAnothersQuote_IsNotFound()
    {
        await using var server = await GatewayServer.StartAsync();
        server.Ledger.Refuse("BindPolicy", "BROKER_MISMATCH", "the quote is another broker's", "brokerId");
        await new Policies.PoliciesClient(server.As("broker", "b1")).BindPolicyAsync(new BindPolicyRequest { QuoteId = "q1" }).ResponseAsync
            .ShouldBeAsync(StatusCode.NotFound, "QUOTE_NOT_FOUND");
    }

    [Fact]
    public async Task Broker_SellsInBulk_IsConfinedToItsBook()
    {
        await using var server = await GatewayServer.StartAsync();
        server.Ledger.Refuse("SellPolicies", "BROKER_MISMATCH", "the record is another broker's", "sales[0].renewalOf");
        var request = new SellPoliciesRequest { RequestId = "r1", BrokerId = "b2", Sales = { new Sale { RenewalOf = "p1" } } };
        await new Policies.PoliciesClient(server.As("broker", "b1")).SellPoliciesAsync(request).ResponseAsync
            .ShouldBeAsync(StatusCode.NotFound, "POLICY_NOT_FOUND");
        FakeLedger.Request<SellPoliciesRequest>(server.Ledger.Submitted.Single()).BrokerId.ShouldBe("b1");
    }

    [Fact]
    public async Task Broker_ReadsHistoryOfAnothersRecord_IsNotFound()
    {
        await using var server = await GatewayServer.StartAsync();
        server.Ledger.Answer("GetHistory", new GetHistoryResponse
        {
            Entries = { new HistoryEntry { TransactionId = "t1", RecordJson = """{"policyId":"p1","brokerId":"b2"}""" } },
        });
        await new V1.Ledger.LedgerClient(server.As("broker", "b1")).GetHistoryAsync(
            new GetHistoryRequest { RecordType = RecordType.Policy, RecordId = "p1" }).ResponseAsync
            .ShouldBeAsync(StatusCode.NotFound, "POLICY_NOT_FOUND");
    }

    [Fact]
    public async Task Broker_Subscribes_SeesItsOwnAndPublicEventsOnly()
    {
        await using var server = await GatewayServer.StartAsync();
        server.Ledger.Raise(Event("PolicyBound", """{"policyId":"p1","brokerId":"b2"}"""));
        server.Ledger.Raise(Event("PolicyBound", """{"policyId":"p2"}"""));
        server.Ledger.Raise(Event("EventSettled", """{"claims":[{"brokerId":"b1"}]}"""));
        server.Ledger.Raise(Event("ProductPublished", """{"productId":"x"}"""));
        server.Ledger.Raise(Event("ClaimPaid", """{"claimId":"c3","brokerId":"b1"}"""));
        using var call = new V1.Events.EventsClient(server.As("broker", "b1")).Subscribe(new SubscribeRequest { StartBlock = 3 });

        (await call.ResponseStream.MoveNext(CancellationToken.None)).ShouldBeTrue();
        call.ResponseStream.Current.Name.ShouldBe("ProductPublished");
        (await call.ResponseStream.MoveNext(CancellationToken.None)).ShouldBeTrue();
        call.ResponseStream.Current.PayloadJson.ShouldContain("c3");
    }

    internal static LedgerEvent Event(string name, string payload) => new(name, 5, "t1", Encoding.UTF8.GetBytes(payload));
}
