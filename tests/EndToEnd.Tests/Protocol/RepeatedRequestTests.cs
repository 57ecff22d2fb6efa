using Fabric.Client;

namespace EndToEnd.Tests.Protocol;

/// <summary>A request that is made again is answered out of the ledger and adds nothing to it.</summary>
[Collection(ConsortiumFixture.Collection)]
public sealed class RepeatedRequestTests(ConsortiumFixture fixture)
{
    private const int Times = 20;

    [Fact]
    public async Task Request_Repeated_IsAnsweredAndMakesNoTransaction()
    {
        var book = await new InsurerBook(fixture).OpenAsync();
        var request = book.Quote();
        var first = await book.Quotes.RequestQuoteAsync(request);
        var start = await HeightAsync();

        for (var time = 0; time < Times; time++)
        {
            (await book.Quotes.RequestQuoteAsync(request)).ShouldBe(first);
        }

        // A new request marks the end: its block comes after all that the repeated ones might have made.
        await book.Quotes.RequestQuoteAsync(book.Quote());
        (await TransactionsSinceAsync(start)).ShouldBeLessThan(Times, "no test beside this one, and no automatic payer, writes so much");
    }

    private async Task<ulong> HeightAsync() =>
        (await new Ledger.LedgerClient(fixture.Consortium.Channel(TestConsortium.Aurora, "auditor")).GetLedgerInfoAsync(new GetLedgerInfoRequest())).Height;

    private async Task<int> TransactionsSinceAsync(ulong start)
    {
        using var client = PeerClient.Of(fixture.Consortium, TestConsortium.Aurora, "auditor");
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var (end, transactions) = (await HeightAsync(), 0);
        await foreach (var block in client.Network.GetFilteredBlockEventsAsync(new EventOptions { StartBlock = start }, limit.Token))
        {
            transactions += block.FilteredTransactions.Count;
            if (block.Number + 1 >= end)
            {
                break;
            }
        }

        return transactions;
    }
}
