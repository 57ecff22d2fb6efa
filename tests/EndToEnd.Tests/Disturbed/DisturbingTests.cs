namespace EndToEnd.Tests.Disturbed;

/// <summary>Puts back whatever the test before has stopped.</summary>
[Collection(DisturbedFixture.Name)]
public abstract class DisturbingTests(DisturbedFixture fixture) : IAsyncLifetime
{
    protected DisturbedFixture Fixture { get; } = fixture;

    protected TestConsortium Consortium => Fixture.Consortium;

    public async Task InitializeAsync() => await Consortium.UpAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>Straight at the organization's peer, with the identity the gateway would have used.</summary>
    protected async Task ApproveOnLedgerAsync(Claim claim)
    {
        using var client = PeerClient.Of(Consortium, TestConsortium.Aurora, "claims-handler");
        var decision = new DecideClaimRequest
        {
            RequestId = Fixture.NewId("r"),
            Actor = "somebody else's program",
            ClaimId = claim.ClaimId,
            Outcome = Outcome.Approve,
            Approved = { claim.Losses },
            Reason = "The damage was inspected.",
        };
        await client.Contract(PeerClient.Insurance).SubmitTransactionAsync("DecideClaim", ContractExtensions.Argument(decision));
    }
}
