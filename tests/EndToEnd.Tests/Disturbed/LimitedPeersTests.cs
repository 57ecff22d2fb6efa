using Fabric.Client;

namespace EndToEnd.Tests.Disturbed;

/// <summary>Peers that take few calls at a time: what subscribers leave behind counts.</summary>
[Trait(LedgerUnderTest.Trait, LedgerUnderTest.Fabric)]
public sealed class LimitedPeersTests(LimitedPeersFixture fixture) : IClassFixture<LimitedPeersFixture>
{
    [FabricFact]
    [Trait("Report", "5")]
    public async Task Subscribers_ComeAndGoOnAQuietLedger_LeaveThePeersLimitUntouched()
    {
        var book = await new InsurerBook(fixture).OpenAsync();
        var reported = await ReportedAsync(name => name == "PartyRegistered", book.HolderId);

        // Each replays, joins the running stream and goes.
        for (var subscriber = 0; subscriber < 2 * LimitedPeersFixture.Limit; subscriber++)
        {
            (await ReportedAsync(name => name == "PartyRegistered", book.HolderId)).ShouldBe(reported);
        }

        using var peer = PeerClient.Of(fixture.Consortium, TestConsortium.Aurora, "underwriter");
        await Task.WhenAll(Enumerable.Range(0, LimitedPeersFixture.Limit / 2).Select(_ =>
            peer.Contract("qscc").EvaluateTransactionAsync("GetChainInfo", ProposalOptions.WithArguments("insurance"))));
    }

    [FabricFact]
    [Trait("Report", "11")]
    public async Task Calls_AtAPeerThatTakesNoMore_AreUnavailableAndGoOnLater()
    {
        var book = await new InsurerBook(fixture).OpenAsync();
        using (var peer = PeerClient.Of(fixture.Consortium, TestConsortium.Aurora, "underwriter"))
        {
            // Streams of chaincode events that were closed keep their places, once the peer waits for the next event.
            for (var stream = 0; stream < LimitedPeersFixture.Limit; stream++)
            {
                await foreach (var item in peer.Network.GetChaincodeEventsAsync(PeerClient.Insurance, new EventOptions { StartBlock = 0 }))
                {
                    if (Encoding.UTF8.GetString(item.Payload.Span).Contains(book.HolderId, StringComparison.Ordinal))
                    {
                        break;
                    }
                }
            }
        }

        (await RefusalOfAsync(() => book.Policies.ListPoliciesAsync(new ListPoliciesRequest()).ResponseAsync)).ShouldBe("LEDGER_UNAVAILABLE");
        (await RefusalOfAsync(() => book.Quotes.RequestQuoteAsync(book.Quote()).ResponseAsync)).ShouldBe("LEDGER_UNAVAILABLE");
        (await RefusalOfAsync(() => ReportedAsync(_ => true, ""))).ShouldBe("LEDGER_UNAVAILABLE");

        // The chaincode's next event, of whomever, gives them back.
        await new InsurerBook(fixture, TestConsortium.Meridian).OpenAsync();
        await Waiting.EventuallyAsync(
            async () => await book.Quotes.RequestQuoteAsync(book.Quote()),
            exception => exception is RpcException { StatusCode: StatusCode.Unavailable });
    }

    private async Task<string?> RefusalOfAsync(Func<Task> call) =>
        Refusal.Code(await Should.ThrowAsync<RpcException>(call));

    /// <summary>The place of an event about a record, looked for from the first block on.</summary>
    private async Task<(ulong Block, string Transaction)> ReportedAsync(Func<string, bool> isName, string record)
    {
        using var call = new Events.EventsClient(fixture.Consortium.Channel(TestConsortium.Aurora, "underwriter"))
            .Subscribe(new SubscribeRequest { StartBlock = 0 }, deadline: DateTime.UtcNow.AddMinutes(2));
        await foreach (var item in call.ResponseStream.ReadAllAsync())
        {
            if (isName(item.Name) && item.PayloadJson.Contains(record, StringComparison.Ordinal))
            {
                return (item.BlockNumber, item.TransactionId);
            }
        }

        throw new InvalidOperationException("The events ended.");
    }
}
