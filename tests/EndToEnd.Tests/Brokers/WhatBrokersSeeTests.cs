namespace EndToEnd.Tests.Brokers;

/// <summary>What a broker sees of its own book: the histories, the documents and the payouts of the policies it sold, and of no other.</summary>
[Collection(ConsortiumFixture.Collection)]
public sealed class WhatBrokersSeeTests(ConsortiumFixture fixture)
{
    private static readonly string Terms = new('d', 64);

    [Fact]
    public async Task SettledEvent_OfSeveralBrokers_SaysEachOfItsOwnClaimsAlone()
    {
        var sales = await new CoverSales(fixture).OpenAsync();
        await SellAsync(sales, 0, TestConsortium.Broker);
        await SellAsync(sales, 1, "quay-brokers");
        await SellAsync(sales, 2, "");
        await SellAsync(sales, 3, TestConsortium.Broker);
        using var oracle = new TestOracle(fixture);
        await oracle.RegisterAsync();
        var from = (await new Ledger.LedgerClient(At(TestConsortium.Aurora, "auditor")).GetLedgerInfoAsync(new GetLedgerInfoRequest())).Height;
        var reading = await oracle.PublishAsync(sales.Subject, 200);

        var settled = await new Oracles.OraclesClient(At(TestConsortium.Aurora, "claims-handler")).SettleEventAsync(
            new SettleEventRequest { RequestId = fixture.NewId("r"), ReadingId = reading });
        settled.Claims.Count.ShouldBe(4);

        var own = settled.Claims.Where(claim => claim.BrokerId == TestConsortium.Broker).ToList();
        own.Select(claim => claim.PolicyId).ShouldBe([Policy(sales, 0), Policy(sales, 3)]);
        var reported = await EventsAsync(TestConsortium.Aurora, from);
        var mine = reported.Where(item => item.TransactionId == settled.Settled.TransactionId).ToList();
        mine.Count.ShouldBe(1);
        mine[0].Name.ShouldBe("EventSettled");
        var payload = JsonNode.Parse(mine[0].PayloadJson)!.AsObject();
        payload.Select(field => field.Key).Order().ShouldBe(["claims", "readingId", "settled"]);
        payload["claims"]!.AsArray().Select(claim => (claim!["claimId"]!.GetValue<string>(), claim["amount"]!["minorUnits"]!.GetValue<string>()))
            .ShouldBe(own.Select(claim => (claim.ClaimId, "50000")));
        foreach (var other in settled.Claims.Except(own))
        {
            reported.ShouldAllBe(item => !item.PayloadJson.Contains(other.ClaimId) && !item.PayloadJson.Contains(other.PolicyId));
        }

        // Another insurer's broker of the same id is another broker.
        (await EventsAsync(TestConsortium.Meridian, from)).ShouldAllBe(item => item.TransactionId != settled.Settled.TransactionId);

        var ledger = new Ledger.LedgerClient(At(TestConsortium.Aurora, TestConsortium.Broker));
        (await ledger.VerifyTransactionAsync(new VerifyTransactionRequest { TransactionId = settled.Settled.TransactionId })).Verified.ShouldBeTrue();
        await new Ledger.LedgerClient(At(TestConsortium.Meridian, TestConsortium.Broker))
            .VerifyTransactionAsync(new VerifyTransactionRequest { TransactionId = settled.Settled.TransactionId })
            .ShouldBeRefusedAsync(StatusCode.NotFound, "TRANSACTION_NOT_FOUND");
    }

    [Fact]
    public async Task HistoryAndDocuments_OfItsOwnRecords_AreThere()
    {
        var sales = await new CoverSales(fixture).OpenAsync();
        await SellAsync(sales, 0, TestConsortium.Broker);
        await SellAsync(sales, 1, "quay-brokers");
        using var oracle = new TestOracle(fixture);
        await oracle.RegisterAsync();
        var reading = await oracle.PublishAsync(sales.Subject, 200);
        var settled = await new Oracles.OraclesClient(At(TestConsortium.Aurora, "claims-handler")).SettleEventAsync(
            new SettleEventRequest { RequestId = fixture.NewId("r"), ReadingId = reading });
        var party = fixture.NewId("party");
        var broker = At(TestConsortium.Aurora, TestConsortium.Broker);
        await new Parties.PartiesClient(broker).RegisterPartyAsync(
            new RegisterPartyRequest { RequestId = fixture.NewId("r"), PartyId = party, PersonalData = new PersonalData { FullName = "Ada Lovelace" } });
        var ledger = new Ledger.LedgerClient(broker);

        foreach (var (type, own, other) in new[]
        {
            (RecordType.Party, party, sales.ProductId),
            (RecordType.Quote, Policy(sales, 0), Policy(sales, 1)),
            (RecordType.Policy, Policy(sales, 0), Policy(sales, 1)),
            (RecordType.Claim, settled.Claims[0].ClaimId, settled.Claims[1].ClaimId),
        })
        {
            var history = await ledger.GetHistoryAsync(new GetHistoryRequest { RecordType = type, RecordId = own });
            history.Entries.Count.ShouldBe(1, $"{type}");
            JsonNode.Parse(history.Entries[0].RecordJson)!["brokerId"]!.GetValue<string>().ShouldBe(TestConsortium.Broker);
            history.Entries[0].BlockNumber.ShouldBeGreaterThan(0UL);
            await ledger.GetHistoryAsync(new GetHistoryRequest { RecordType = type, RecordId = other })
                .ShouldBeRefusedAsync(StatusCode.NotFound, $"{type}_NOT_FOUND".ToUpperInvariant());
        }

        var terms = await ledger.VerifyDocumentAsync(new VerifyDocumentRequest { RecordType = RecordType.Policy, RecordId = Policy(sales, 0), Sha256 = Terms });
        (terms.Recorded, terms.Documents).ShouldBe((true, 1u));
        var evidence = await ledger.VerifyDocumentAsync(
            new VerifyDocumentRequest { RecordType = RecordType.Claim, RecordId = settled.Claims[0].ClaimId, Sha256 = Terms });
        (evidence.Recorded, evidence.Documents).ShouldBe((false, 0u));
        await ledger.VerifyDocumentAsync(new VerifyDocumentRequest { RecordType = RecordType.Policy, RecordId = Policy(sales, 1), Sha256 = Terms })
            .ShouldBeRefusedAsync(StatusCode.NotFound, "POLICY_NOT_FOUND");
    }

    [Fact]
    public async Task Stream_GoesOnAfterWhatTheBrokerReceived_AndAfterNothingElse()
    {
        var from = (await new Ledger.LedgerClient(At(TestConsortium.Aurora, "auditor")).GetLedgerInfoAsync(new GetLedgerInfoRequest())).Height;
        var foreign = fixture.NewId("foreign");
        await new Parties.PartiesClient(At(TestConsortium.Aurora, "underwriter")).RegisterPartyAsync(new RegisterPartyRequest
        {
            RequestId = fixture.NewId("r"),
            PartyId = foreign,
            PersonalData = new PersonalData { FullName = "Ada Lovelace" },
        });
        var own = (await EventsAsync(TestConsortium.Aurora, from))[^1];
        var others = await FirstAsync(
            At(TestConsortium.Aurora, "auditor"), new SubscribeRequest { StartBlock = from }, item => item.PayloadJson.Contains(foreign));

        var later = (await EventsAsync(TestConsortium.Aurora, own.BlockNumber + 1))[^1];
        var broker = At(TestConsortium.Aurora, TestConsortium.Broker);
        var next = await FirstAsync(broker, new SubscribeRequest { StartBlock = own.BlockNumber, AfterTransactionId = own.TransactionId }, _ => true);
        next.TransactionId.ShouldBe(later.TransactionId);

        var refusals = new List<string>();
        foreach (var (block, transaction) in new[]
        {
            (others.BlockNumber, others.TransactionId),
            (others.BlockNumber, new string('a', 64)),
            (own.BlockNumber + 1, own.TransactionId),
            (own.BlockNumber, "zz"),
        })
        {
            var refused = await Should.ThrowAsync<RpcException>(() =>
                FirstAsync(broker, new SubscribeRequest { StartBlock = block, AfterTransactionId = transaction }, _ => true));
            Refusal.Code(refused).ShouldBe("POSITION_UNKNOWN", transaction);
            refusals.Add(refused.Status.Detail);
        }

        refusals.Distinct().Count().ShouldBe(1);
    }

    private static async Task<BusinessEvent> FirstAsync(ChannelBase channel, SubscribeRequest request, Func<BusinessEvent, bool> wanted)
    {
        using var stream = new Events.EventsClient(channel).Subscribe(request, deadline: DateTime.UtcNow.AddMinutes(1));
        while (await stream.ResponseStream.MoveNext(CancellationToken.None))
        {
            if (wanted(stream.ResponseStream.Current))
            {
                return stream.ResponseStream.Current;
            }
        }

        throw new InvalidOperationException("The stream ended.");
    }

    /// <summary>What a broker's stream says until a record of its own that is made now.</summary>
    private async Task<List<BusinessEvent>> EventsAsync(string mspId, ulong from)
    {
        var channel = At(mspId, TestConsortium.Broker);
        var last = await new Parties.PartiesClient(channel).RegisterPartyAsync(new RegisterPartyRequest
        {
            RequestId = fixture.NewId("r"),
            PartyId = fixture.NewId("last"),
            PersonalData = new PersonalData { FullName = "Ada Lovelace" },
        });
        using var stream = new Events.EventsClient(channel).Subscribe(new SubscribeRequest { StartBlock = from });
        var reported = new List<BusinessEvent>();
        while (await stream.ResponseStream.MoveNext(CancellationToken.None))
        {
            reported.Add(stream.ResponseStream.Current);
            if (reported[^1].TransactionId == last.Registered.TransactionId)
            {
                return reported;
            }
        }

        throw new InvalidOperationException("the stream ended before its last event");
    }

    private async Task SellAsync(CoverSales sales, int number, string broker)
    {
        var request = sales.Request(number, 1);
        request.BrokerId = broker;
        await new Policies.PoliciesClient(At(TestConsortium.Aurora, "underwriter")).SellPoliciesAsync(request);
    }

    private static string Policy(CoverSales sales, int number) => $"{sales.Subject}-{number}";

    private ChannelBase At(string mspId, string caller) => fixture.Consortium.Channel(mspId, caller);
}
