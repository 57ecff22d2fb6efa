using Fabric.Client;

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
    public async Task Broker_ReadsAnothersOrMissingRecord_CannotKnowWhich(string how)
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

    [Theory]
    [InlineData("found")]
    [InlineData("PARTY_NOT_FOUND")]
    [InlineData("BROKER_MISMATCH")]
    [InlineData("NOT_YOUR_RECORD")]
    public async Task Broker_ReadsAPersonWhoIsNotItsCustomer_CannotKnowWhetherThereIsOne(string how)
    {
        await using var server = await GatewayServer.StartAsync();
        if (how == "found")
        {
            server.Ledger.Answer("GetParty", new Party { PartyId = "p1", BrokerId = "b2" });
        }
        else
        {
            server.Ledger.Refuse("GetParty", how, "the record belongs to SouthMSP", "partyId");
        }

        var error = await Should.ThrowAsync<RpcException>(() =>
            new Parties.PartiesClient(server.As("broker", "b1")).GetPartyAsync(new GetPartyRequest { PartyId = "p1" }).ResponseAsync);
        (error.StatusCode, error.Info().Reason, error.Status.Detail).ShouldBe((StatusCode.NotFound, "PARTY_NOT_FOUND", "There is no party with this id in your book."));
        error.BadRequest().ShouldBeNull();
        FakeLedger.Request<GetPartyRequest>(server.Ledger.Evaluated.Single()).BrokerId.ShouldBe("b1");
    }

    [Fact]
    public async Task Broker_RegistersAPerson_AsItsCustomer()
    {
        var ledger = new PartyLedger();
        await using var server = await GatewayServer.StartAsync(ledger: ledger.Ledger, personalData: true);
        await new Parties.PartiesClient(server.As("broker", "b1")).RegisterPartyAsync(
            new RegisterPartyRequest { RequestId = "r", PartyId = "p1", BrokerId = "b2", PersonalData = new PersonalData { FullName = "Ada" } });
        FakeLedger.Request<RegisterPartyRequest>(ledger.Ledger.Submitted.Last()).BrokerId.ShouldBe("b1");
    }

    [Fact]
    public async Task Broker_ProvesWithASaltForAPersonWhoIsNotItsCustomer_IsNotFound()
    {
        await using var server = await GatewayServer.StartAsync();
        server.Ledger.Refuse("GetParty", "PARTY_NOT_FOUND", "there is no \"p1\"", "partyId");
        var request = new VerifyPersonalDataRequest { PartyId = "p1", PersonalData = new PersonalData { FullName = "Ada" }, Salt = Google.Protobuf.ByteString.CopyFrom(new byte[32]) };
        var error = await Should.ThrowAsync<RpcException>(() => new Parties.PartiesClient(server.As("broker", "b1")).VerifyPersonalDataAsync(request).ResponseAsync);
        error.Status.Detail.ShouldBe("There is no party with this id in your book.");
        FakeLedger.Request<GetPartyRequest>(server.Ledger.Evaluated.Single()).BrokerId.ShouldBe("b1");
    }

    [Theory]
    [InlineData("CLAIM_NOT_FOUND")]
    [InlineData("PARTY_NOT_FOUND")]
    [InlineData("QUOTE_NOT_FOUND")]
    [InlineData("POLICY_NOT_FOUND")]
    public async Task Broker_SellsInBulk_LearnsWhichItemNamesNothing(string code)
    {
        await using var server = await GatewayServer.StartAsync();
        server.Ledger.Refuse("SellPolicies", code, "there is no \"p\"", "sales[3].holderId");
        var error = await Should.ThrowAsync<RpcException>(() => new Policies.PoliciesClient(server.As("broker", "b1"))
            .SellPoliciesAsync(new SellPoliciesRequest { RequestId = "r1" }).ResponseAsync);
        error.Info().Reason.ShouldBe(code);
        error.Status.Detail.ShouldEndWith("with this id in your book.");
        error.BadRequest()!.FieldViolations.Single().Field.ShouldBe("sales[3].holderId");
    }

    [Theory]
    [InlineData("{\"policyId\":\"p\",\"brokerId\":\"b1\"}", true)]
    [InlineData("{\"policyId\":\"p\",\"brokerId\":\"b2\"}", false)]
    [InlineData("{\"policyId\":\"p\"}", false)]
    public async Task Broker_VerifiesATransaction_OnlyOneOfItsBook(string payload, bool own)
    {
        using var chain = new SignedChain();
        chain.Put(new TransactionDraft(chain.Creator, chain.Endorser) { Event = ("PolicyBound", payload) });
        await using var server = await GatewayServer.StartAsync();
        chain.Serve(server.Ledger);
        var client = new V1.Ledger.LedgerClient(server.As("broker", "b1"));
        var request = new VerifyTransactionRequest { TransactionId = chain.TransactionId };
        if (own)
        {
            (await client.VerifyTransactionAsync(request)).TransactionId.ShouldBe(chain.TransactionId);
            return;
        }

        var hidden = await Should.ThrowAsync<RpcException>(() => client.VerifyTransactionAsync(request).ResponseAsync);
        var missing = await Should.ThrowAsync<RpcException>(() => client.VerifyTransactionAsync(
            new VerifyTransactionRequest { TransactionId = new string('0', 64) }).ResponseAsync);
        hidden.Details().ShouldBe(missing.Details());
        (await new V1.Ledger.LedgerClient(server.As("auditor")).VerifyTransactionAsync(request)).TransactionId.ShouldBe(chain.TransactionId);
    }

    [Fact]
    public async Task Broker_ReadsItsClaim_LearnsNothingOfOthersByItsSignals()
    {
        const string record = """{"claimId":"c","brokerId":"b1","signals":[{"code":"SAME_LOSS","explanation":"claim c-secret"}],"decisions":[{"conditions":[{"code":"NO_FRAUD_SIGNAL","observed":"SAME_LOSS c-secret"},{"code":"FIELDS_COMPLETE","observed":"all"}]}]}""";
        await using var server = await GatewayServer.StartAsync();
        server.Ledger.Answer("GetClaim", Claim.Parser.ParseJson(record));
        server.Ledger.Answer("ListClaims", new ListClaimsResponse { Claims = { Claim.Parser.ParseJson(record) } });
        server.Ledger.Answer("SubmitClaim", Claim.Parser.ParseJson(record));
        server.Ledger.Answer("GetHistory", new GetHistoryResponse { Entries = { new HistoryEntry { RecordJson = record, BeforeJson = record } } });
        server.Ledger.AnswerBytes("GetBlockByTxID", _ => throw new LedgerException(LedgerFailure.Refused, "no such transaction"));
        server.Ledger.Raise(Event("ClaimReferred", record));
        var (broker, handler) = (server.As("broker", "b1"), server.As("claims-handler"));

        foreach (var (channel, hidden) in new[] { (broker, true), (handler, false) })
        {
            var claims = new Claims.ClaimsClient(channel);
            using var events = new V1.Events.EventsClient(channel).Subscribe(new SubscribeRequest { StartBlock = 1 });
            (await events.ResponseStream.MoveNext(CancellationToken.None)).ShouldBeTrue();
            foreach (var reported in new[]
            {
                (await claims.GetClaimAsync(new GetClaimRequest { ClaimId = "c" })).ToString(),
                (await claims.ListClaimsAsync(new ListClaimsRequest { PolicyId = "p" })).ToString(),
                (await claims.SubmitClaimAsync(new SubmitClaimRequest { RequestId = "r" })).ToString(),
                (await new V1.Ledger.LedgerClient(channel).GetHistoryAsync(new GetHistoryRequest { RecordType = RecordType.Claim, RecordId = "c" })).ToString(),
                events.ResponseStream.Current.ToString(),
            })
            {
                reported.ShouldContain("FIELDS_COMPLETE");
                reported.Contains("c-secret", StringComparison.Ordinal).ShouldBe(!hidden, reported);
                reported.Contains("SAME_LOSS", StringComparison.Ordinal).ShouldBe(!hidden, reported);
            }
        }
    }

    [Theory]
    [InlineData("EventSettled", """{"readingId":"r","policies":3,"nextPageToken":"t","skipped":[{"policyId":"p-secret"}],"settled":{"mspId":"InsurerOneMSP"},"claims":[{"claimId":"c1","brokerId":"b1"},{"claimId":"c-secret","brokerId":"b2"},{"claimId":"c-secret"}]}""", """{"readingId":"r","settled":{"mspId":"InsurerOneMSP"},"claims":[{"claimId":"c1","brokerId":"b1"}]}""")]
    [InlineData("EventSettled", """{"settled":{"mspId":"InsurerOneMSP"},"claims":[{"claimId":"c-secret","brokerId":"b2"}]}""", null)]
    [InlineData("EventSettled", """{"settled":{"mspId":"SouthMSP"},"claims":[{"claimId":"c-secret","brokerId":"b1"}]}""", null)]
    [InlineData("EventSettled", """{"settled":{"mspId":"InsurerOneMSP"}}""", null)]
    [InlineData("ReadingsPublished", """{"readingId":"device-secret","samples":9,"published":{"mspId":"InsurerOneMSP"},"claims":[{"claimId":"c1","brokerId":"b1","insurerMspId":"InsurerOneMSP","signals":[{"code":"SECRET"}]}],"skipped":[{}]}""", """{"published":{"mspId":"InsurerOneMSP"},"claims":[{"claimId":"c1","brokerId":"b1","insurerMspId":"InsurerOneMSP"}]}""")]
    [InlineData("ReadingsPublished", """{"readingId":"device-secret","published":{"mspId":"InsurerOneMSP"}}""", null)]
    public async Task Broker_FollowsWhatWasDoneForMany_LearnsOfItsOwnClaimsAlone(string name, string payload, string? reported)
    {
        await using var server = await GatewayServer.StartAsync();
        server.Ledger.Raise(Event(name, payload));
        server.Ledger.Raise(Event("ProductPublished", "{}"));
        using var events = new V1.Events.EventsClient(server.As("broker", "b1")).Subscribe(new SubscribeRequest { StartBlock = 1 });

        (await events.ResponseStream.MoveNext(CancellationToken.None)).ShouldBeTrue();
        events.ResponseStream.Current.PayloadJson.ShouldBe(reported ?? "{}");
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
        server.Ledger.Raise(Event("PolicyBound", """{"policyId":"p4","brokerId":"b1","insurerMspId":"AnotherMSP"}"""));
        server.Ledger.Raise(Event("OracleRegistered", """{"oracleId":"thermometer","kind":"ORACLE_KIND_DEVICE","policyId":"p5"}"""));
        server.Ledger.Raise(Event("EventSettled", """{"claims":[{"brokerId":"b1"}]}"""));
        server.Ledger.Raise(Event("ProductPublished", """{"productId":"x"}"""));
        server.Ledger.Raise(Event("ClaimPaid", """{"claimId":"c3","brokerId":"b1"}"""));
        using var call = new V1.Events.EventsClient(server.As("broker", "b1")).Subscribe(new SubscribeRequest { StartBlock = 3 });

        (await call.ResponseStream.MoveNext(CancellationToken.None)).ShouldBeTrue();
        call.ResponseStream.Current.Name.ShouldBe("ProductPublished");
        (await call.ResponseStream.MoveNext(CancellationToken.None)).ShouldBeTrue();
        call.ResponseStream.Current.PayloadJson.ShouldContain("c3");
    }

    internal static CommittedChaincodeEvent Event(string name, string payload) => FakeLedger.Event(name, 5, "t1", Encoding.UTF8.GetBytes(payload));
}
