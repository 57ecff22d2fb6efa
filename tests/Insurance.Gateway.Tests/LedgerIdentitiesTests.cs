namespace Insurance.Gateway.Tests;

/// <summary>An identity of the gateway's own that the ledger takes no more keeps its role from working, whatever the others do.</summary>
public sealed class LedgerIdentitiesTests : IDisposable
{
    private readonly TwoOrganizations _organizations = new();
    private readonly ReadinessNotes _notes = new();
    private readonly FakeLedger _ledger = new();

    public void Dispose() => _organizations.Dispose();

    [Fact]
    public async Task Problem_EveryIdentityIsTaken_IsNone()
    {
        _ledger.AnswerBytes("GetChainInfo", _ => []);

        (await Identities(TimeProvider.System).ProblemAsync(CancellationToken.None)).ShouldBeNull();
        _ledger.Evaluated.Select(call => call.Identity).Order().ShouldBe(["finance", "underwriter"]);
        _notes.Codes.ShouldBeEmpty();
    }

    [Fact]
    public async Task Problem_OneIdentityHasExpiredMeanwhile_IsNamed()
    {
        _ledger.AnswerBytes("GetChainInfo", _ => []);
        var clock = new MovableTime(DateTimeOffset.UtcNow);
        var identities = Identities(clock);
        (await identities.ProblemAsync(CancellationToken.None)).ShouldBeNull();

        clock.Move(TimeSpan.FromDays(13));

        (await identities.ProblemAsync(CancellationToken.None)).ShouldNotBeNull().ShouldStartWith("LEDGER_IDENTITY_EXPIRED: the certificate of finance expired on ");
        _notes.Codes.ShouldBe(["LEDGER_IDENTITY_EXPIRED"]);
    }

    [Fact]
    public async Task Problem_OneIdentityWasRevokedMeanwhile_IsNamedUntilItIsTaken()
    {
        var revoked = true;
        _ledger.AnswerBytes("GetChainInfo", call => revoked && call.Identity == "finance" ? throw Denied() : []);
        var identities = Identities(TimeProvider.System);

        (await identities.ProblemAsync(CancellationToken.None)).ShouldNotBeNull()
            .ShouldStartWith("LEDGER_IDENTITY_REFUSED: the peer takes the identity of finance for no member's");
        _notes.Codes.ShouldBe(["LEDGER_IDENTITY_REFUSED"]);

        revoked = false;
        (await identities.ProblemAsync(CancellationToken.None)).ShouldBeNull();
        _notes.Codes.ShouldBeEmpty();
    }

    [Fact]
    public async Task Problem_PeerDoesNotAnswer_IsNotTheIdentities()
    {
        _ledger.Fail("GetChainInfo", LedgerFailure.Unavailable);

        (await Should.ThrowAsync<LedgerException>(() => Identities(TimeProvider.System).ProblemAsync(CancellationToken.None)))
            .Failure.ShouldBe(LedgerFailure.Unavailable);
    }

    [Fact]
    [Trait("Report", "11")]
    public async Task Readyz_IdentityRevoked_IsRedAndSaysSo()
    {
        await using var server = await GatewayServer.StartAsync(identities: ["finance", "underwriter"]);
        server.Ledger.AnswerBytes("GetChainInfo", call => call.Identity == "finance" ? throw Denied() : []);

        using var answer = await server.Http(null).GetAsync(new Uri("/readyz", UriKind.Relative));

        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.ServiceUnavailable);
        var body = await answer.Content.ReadAsStringAsync();
        body.ShouldContain("LEDGER_IDENTITY_REFUSED: the peer takes the identity of finance");
        body.ShouldContain("\"notes\":[\"LEDGER_IDENTITY_REFUSED\"]");
    }

    [Fact]
    public void Map_CallThatThePeerRefusesForItsIdentity_IsCoded() =>
        new FailureMapper(ErrorCodeTable.Load(), NullLogger<FailureMapper>.Instance).Map(Denied(), "m").Code.ShouldBe("LEDGER_IDENTITY_REFUSED");

    private static LedgerException Denied() => new(
        LedgerFailure.Rejected, "The transaction could not be evaluated: Unknown, error validating proposal: access denied: channel [insurance] creator org [InsurerOneMSP]");

    private LedgerIdentities Identities(TimeProvider clock)
    {
        var settings = _organizations.Settings(
            new Uri("https://127.0.0.1:1"),
            identities: new Dictionary<string, IdentitySettings>
            {
                ["finance"] = _organizations.Stored("finance", _organizations.Identity(TwoOrganizations.Own, "finance", days: 12.5)),
                ["underwriter"] = _organizations.Stored("underwriter", _organizations.Identity(TwoOrganizations.Own, "underwriter", days: 300)),
            });
        return new LedgerIdentities(settings, new ChainReader(_ledger, "insurance"), _notes, clock, NullLogger<LedgerIdentities>.Instance);
    }
}
