using Fabric.Client;
using Fabric.Protos.Peer;

namespace EndToEnd.Tests.Protocol;

/// <summary>Two transactions that read what the other writes.</summary>
[Collection(ConsortiumFixture.Collection)]
public sealed class ConflictTests(ConsortiumFixture fixture)
{
    /// <summary>Whoever conflicts has met one that succeeded, so six need at most five retries, as many as a gateway makes.</summary>
    private const int AtOnce = 6;

    [Fact]
    public async Task Submit_TwoClientsOnOneKey_OneIsValidAndTheOtherAConflict()
    {
        using var aurora = PeerClient.Of(fixture.Consortium, TestConsortium.Aurora, "underwriter");
        using var meridian = PeerClient.Of(fixture.Consortium, TestConsortium.Meridian, "underwriter");
        var counter = ProposalOptions.WithArguments(fixture.NewId("counter"));
        var transactions = await Task.WhenAll(new[] { aurora, meridian }.Select(client =>
            client.Contract(PeerClient.Conformance).NewProposal("increment", counter).EndorseAsync()));

        var statuses = await Task.WhenAll(transactions.Select(transaction => transaction.CommitAsync()));

        statuses.Select(status => status.Code).Order().ShouldBe([TxValidationCode.Valid, TxValidationCode.MvccReadConflict]);
        (await aurora.Contract(PeerClient.Conformance).EvaluateTransactionAsync("get", counter)).ToArray().ShouldBe("1"u8.ToArray());
    }

    [Fact]
    public async Task Submit_RangeChangedSinceItWasScanned_IsAPhantomConflict()
    {
        using var client = PeerClient.Of(fixture.Consortium, TestConsortium.Aurora, "underwriter");
        var contract = client.Contract(PeerClient.Conformance);
        var prefix = fixture.NewId("range");
        var scan = await contract.NewProposal("rangeThenPut", ProposalOptions.WithArguments(prefix + "-a", prefix + "-z", fixture.NewId("count"))).EndorseAsync();
        await contract.CommitAsync("put", ProposalOptions.WithArguments(prefix + "-k", "new"));

        (await scan.CommitAsync()).Code.ShouldBe(TxValidationCode.PhantomReadConflict);
    }

    [Fact]
    public async Task Submit_SameEnvelopeTwice_TakesEffectOnce()
    {
        using var client = PeerClient.Of(fixture.Consortium, TestConsortium.Aurora, "underwriter");
        var contract = client.Contract(PeerClient.Conformance);
        var counter = fixture.NewId("counter");
        var transaction = await contract.NewProposal("increment", ProposalOptions.WithArguments(counter)).EndorseAsync();

        var statuses = await Task.WhenAll(transaction.CommitAsync(), transaction.CommitAsync());

        statuses.ShouldAllBe(status => status.Code == TxValidationCode.Valid);
        (await contract.ReadAsync("history", counter)).Split("transactionId").Length.ShouldBe(2, "one version");
    }

    /// <summary>All are endorsed before the first is ordered, and no gateway is there to retry: one shared key would show.</summary>
    [Fact]
    public async Task Submit_SixtyFourQuotesAndBindsOnOneProductAtOnce_NoneConflicts()
    {
        const int Binds = 64;
        var book = await new InsurerBook(fixture).OpenAsync();
        using var client = PeerClient.Of(fixture.Consortium, TestConsortium.Aurora, "underwriter");
        var contract = client.Contract(PeerClient.Insurance);
        var quotes = Enumerable.Range(0, Binds).Select(_ => book.Quote()).ToList();

        (await AtOnceAsync("RequestQuote", quotes)).ShouldAllBe(code => code == TxValidationCode.Valid);
        (await AtOnceAsync("BindPolicy", quotes.Select(quote => new BindPolicyRequest
        {
            RequestId = fixture.NewId("r"),
            PolicyId = quote.QuoteId,
            QuoteId = quote.QuoteId,
        }))).ShouldAllBe(code => code == TxValidationCode.Valid);

        async Task<IReadOnlyList<TxValidationCode>> AtOnceAsync(string transaction, IEnumerable<IMessage> requests)
        {
            var endorsed = await Task.WhenAll(requests.Select(request =>
                contract.EndorseEventuallyAsync(transaction, ContractExtensions.Argument(request))));
            endorsed.Length.ShouldBe(Binds);
            var statuses = await Task.WhenAll(endorsed.Select(one => one.CommitAsync()));
            return [.. statuses.Select(status => status.Code)];
        }
    }

    [Fact]
    public async Task Gateway_ClaimsOnOnePolicyAtOnce_ConflictOnTheLedgerAndAreAllPaidForByTheRetry()
    {
        var book = await new InsurerBook(fixture).OpenAsync();
        var seen = 0;
        // The claims race; that they really met is read from the blocks.
        for (var round = 0; round < 5 && seen == 0; round++)
        {
            var policy = await book.BindAsync();
            var start = await HeightAsync();

            var claims = await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async _ =>
                await book.Claims.SubmitClaimAsync(book.Claim(policy, InsurerBook.Dollars(500)))));

            claims.ShouldAllBe(claim => claim.Decisions.Single().Outcome == Outcome.Approve);
            (await RemainingAsync(book, policy)).ShouldBe(10_000_00 - (AtOnce * 500_00));
            seen = await ConflictsAsync(start);
        }

        seen.ShouldBeGreaterThan(0, "no two claims met in five rounds: the test proves nothing");
    }

    [Fact]
    public async Task Gateway_ClaimsBeyondTheSumInsuredAtOnce_NeverOverrunIt()
    {
        var book = await new InsurerBook(fixture).OpenAsync();
        var policy = await book.BindAsync();
        var requests = Enumerable.Range(0, AtOnce).Select(_ => book.Claim(policy, InsurerBook.Dollars(3_000))).ToList();

        var approved = await Task.WhenAll(requests.Select(async request =>
        {
            var decision = (await book.Claims.SubmitClaimAsync(request)).Decisions.Single();
            return decision.ApprovedAmount?.MinorUnits ?? 0;
        }));

        approved.Sum().ShouldBe(10_000_00, "three claims in full and the rest of the sum to a fourth");
        approved.Order().TakeLast(4).ShouldBe([1_000_00, 3_000_00, 3_000_00, 3_000_00]);
        (await RemainingAsync(book, policy)).ShouldBe(0);
    }

    private static async Task<long> RemainingAsync(InsurerBook book, Policy policy) =>
        (await book.Policies.GetPolicyAsync(new GetPolicyRequest { PolicyId = policy.PolicyId })).Limits.Single().Remaining.MinorUnits;

    private async Task<ulong> HeightAsync() =>
        (await new Ledger.LedgerClient(fixture.Consortium.Channel(TestConsortium.Aurora, "auditor")).GetLedgerInfoAsync(new GetLedgerInfoRequest())).Height;

    private async Task<int> ConflictsAsync(ulong start)
    {
        using var client = PeerClient.Of(fixture.Consortium, TestConsortium.Aurora, "auditor");
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var (end, conflicts) = (await HeightAsync(), 0);
        await foreach (var block in client.Network.GetFilteredBlockEventsAsync(new EventOptions { StartBlock = start }, limit.Token))
        {
            conflicts += block.FilteredTransactions.Count(transaction =>
                transaction.TxValidationCode is TxValidationCode.MvccReadConflict or TxValidationCode.PhantomReadConflict);
            if (block.Number + 1 >= end)
            {
                break;
            }
        }

        return conflicts;
    }
}
