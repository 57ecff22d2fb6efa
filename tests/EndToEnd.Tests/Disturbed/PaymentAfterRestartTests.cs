namespace EndToEnd.Tests.Disturbed;

/// <summary>A claim approved on the ledger while the insurer's gateway is dead.</summary>
public sealed class PaymentAfterRestartTests(DisturbedFixture fixture) : DisturbingTests(fixture)
{
    [Fact]
    public async Task Gateway_KilledBeforeApproval_PaysOnceAfterRestart()
    {
        var book = await new InsurerBook(Fixture).OpenAsync(InsurerBook.Dollars(50));
        var claim = await book.ReferredClaimAsync();

        try
        {
            await Signals.KillAsync(Consortium.Process($"gateway-{TestConsortium.Aurora}").Pid);
            await ApproveOnLedgerAsync(claim);
        }
        finally
        {
            await Consortium.UpAsync();
        }

        var query = new GetClaimRequest { ClaimId = claim.ClaimId };
        await Waiting.EventuallyAsync(
            async () => (await book.Claims.GetClaimAsync(query)).Status == ClaimStatus.Paid ? true : throw new TimeoutException("The claim is not paid yet."),
            exception => exception is TimeoutException);

        // Asked through another organization: every version of the claim that was ever written.
        var ledger = new Ledger.LedgerClient(Consortium.Channel(TestConsortium.Regulator, "auditor"));
        var history = await Waiting.EventuallyAsync(
            async () => (await ledger.GetHistoryAsync(new GetHistoryRequest { InsurerMspId = TestConsortium.Aurora, RecordType = RecordType.Claim, RecordId = claim.ClaimId })).Entries is { Count: >= 3 } entries
                ? entries
                : throw new TimeoutException("The regulator's peer is behind."),
            exception => exception is TimeoutException or RpcException { StatusCode: StatusCode.NotFound });
        history.Select(entry => JsonParser.Default.Parse<Claim>(entry.RecordJson).Status)
            .ShouldBe([ClaimStatus.Referred, ClaimStatus.Approved, ClaimStatus.Paid]);
    }
}
