namespace EndToEnd.Tests.Calls;

/// <summary><c>insure caller</c>: people who are added and taken back while the gateway runs.</summary>
[Collection(ConsortiumFixture.Collection)]
public sealed class CallerCommandTests(ConsortiumFixture fixture)
{
    private string Home => fixture.Consortium.Home;

    [Fact]
    public async Task SecondClaimsHandler_ConfirmsWithFourEyes_AndIsRefusedOnceTakenBack()
    {
        var name = fixture.NewId("dana");
        var book = await new InsurerBook(fixture).OpenAsync(InsurerBook.Dollars(10), product => product.ClaimConditions.FourEyesLimit = InsurerBook.Dollars(20));
        var claim = await book.Claims.SubmitClaimAsync(book.Claim(await book.BindAsync(), InsurerBook.Dollars(100)));
        claim.Status.ShouldBe(ClaimStatus.Referred);

        var added = JsonNode.Parse((await CallerAsync("add", name, "--role", "claims-handler", "--org", TestConsortium.Aurora, "--json")).ShouldExitWith(0).Output)!;
        added["actor"]!.GetValue<string>().ShouldBe($"{name}.{TestConsortium.Aurora}");
        File.GetUnixFileMode(added["key"]!.GetValue<string>()).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var proposed = await CallAsync("Claims/DecideClaim", "claims-handler", $"claimId={claim.ClaimId}", "outcome=approve", "approved[0].coverageId=building", "approved[0].amount.minorUnits=10000", "approved[0].amount.currency=USD", "reason=seen");
        Status(proposed).ShouldBe("CLAIM_STATUS_PROPOSED");
        (await CallAsync("Claims/ConfirmClaim", "claims-handler", $"claimId={claim.ClaimId}", "confirm=true", "reason=seen")).ShouldExitWith(6);
        var confirmed = await CallAsync("Claims/ConfirmClaim", name, $"claimId={claim.ClaimId}", "confirm=true", "reason=seen too");
        Status(confirmed).ShouldBe("CLAIM_STATUS_PAID");
        confirmed.Output.ShouldContain($"{name}.{TestConsortium.Aurora}");

        // A connection that is open all the time.
        var open = new Claims.ClaimsClient(fixture.Consortium.Channel(TestConsortium.Aurora, name));
        var wanted = new GetClaimRequest { ClaimId = claim.ClaimId };
        (await open.GetClaimAsync(wanted)).Status.ShouldBe(ClaimStatus.Paid);

        (await CallerAsync("revoke", name)).ShouldExitWith(0).Output.ShouldContain("Took back certificate");

        (await Waiting.EventuallyAsync(() => RefusedAsync(open, wanted), exception => exception is TimeoutException)).ShouldBe("CERTIFICATE_REVOKED");
        (await CallAsync("Claims/GetClaim", name, $"claimId={claim.ClaimId}")).ShouldExitWith(6).Errors.ShouldContain("error: CERTIFICATE_REVOKED");
        (await CallAsync("Claims/GetClaim", "claims-handler", $"claimId={claim.ClaimId}")).ShouldExitWith(0);
        var listed = JsonNode.Parse((await CallerAsync("list", "--org", TestConsortium.Aurora, "--json")).ShouldExitWith(0).Output)!.AsArray();
        listed.Single(caller => caller!["name"]!.GetValue<string>() == name)!["state"]!.GetValue<string>().ShouldBe("revoked");

        // A second one later leaves the first where it is.
        var other = fixture.NewId("eve");
        (await CallerAsync("add", other, "--role", "auditor", "--org", TestConsortium.Aurora)).ShouldExitWith(0);
        (await CallerAsync("revoke", other)).ShouldExitWith(0);
        var second = new Claims.ClaimsClient(fixture.Consortium.Channel(TestConsortium.Aurora, other));
        (await Waiting.EventuallyAsync(() => RefusedAsync(second, wanted), exception => exception is TimeoutException)).ShouldBe("CERTIFICATE_REVOKED");
        (await RefusedAsync(open, wanted)).ShouldBe("CERTIFICATE_REVOKED");
    }

    [Theory]
    [InlineData("CALLER_EXISTS", "add", "finance", "--role", "finance", "--org", TestConsortium.Aurora)]
    [InlineData("ROLE_UNKNOWN", "add", "dana", "--role", "claim-handler", "--org", TestConsortium.Aurora)]
    [InlineData("ORGANIZATION_UNKNOWN", "add", "dana", "--role", "finance", "--org", "Aurora")]
    [InlineData("CALLER_UNKNOWN", "revoke", "nobody")]
    [InlineData("--role", "add", "dana")]
    public async Task Command_ThatIsWrong_ExitsWithTwoAndSaysWhat(string says, params string[] words) =>
        (await CallerAsync(words)).ShouldExitWith(2).Errors.ShouldContain(says);

    private static string Status(CommandResult result) => JsonNode.Parse(result.ShouldExitWith(0).Output)!["status"]!.GetValue<string>();

    /// <summary>The code of the refusal that the call must come to.</summary>
    private static async Task<string?> RefusedAsync(Claims.ClaimsClient client, GetClaimRequest request)
    {
        try
        {
            await client.GetClaimAsync(request);
        }
        catch (RpcException refusal)
        {
            return Refusal.Code(refusal);
        }

        throw new TimeoutException("The gateway lets the caller in still.");
    }

    private Task<CommandResult> CallerAsync(params string[] words) => InsureCommand.RunAsync(["caller", .. words, "--home", Home]);

    private Task<CommandResult> CallAsync(string method, string caller, params string[] words) =>
        InsureCommand.RunAsync(["call", method, .. words, "--as", caller, "--org", TestConsortium.Aurora, "--home", Home]);
}
