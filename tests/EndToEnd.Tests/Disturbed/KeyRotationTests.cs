using V1Holders = Insurance.V1.Holders;

namespace EndToEnd.Tests.Disturbed;

/// <summary>The insurers change their common key; what lies under the old one is still found, and tokens outlive the restart.</summary>
[Trait("Ledger", "devledger")]
public sealed class KeyRotationTests(DisturbedFixture fixture) : DisturbingTests(fixture)
{
    private const string Vehicle = "WVWZZZ1JZXW7654321";

    [Fact]
    public async Task NewFingerprintKey_AfterARestart_FindsWhatTheOldKeyLeft()
    {
        var aurora = await new InsurerBook(Fixture).OpenAsync();
        var first = await SubmitAsync(aurora);
        var issued = await new V1Holders.HoldersClient(aurora.As("underwriter")).IssueHolderTokenAsync(new IssueHolderTokenRequest { ClaimId = first.ClaimId });

        (await InsureCommand.RunAsync("down", "--home", Consortium.Home)).ShouldExitWith(0);
        (await InsureCommand.RunAsync("network", "render", "--home", Consortium.Home, "--base-port", "0", "--new-fingerprint-key")).ShouldExitWith(0);
        await Consortium.UpAsync();

        KeyOf(TestConsortium.Aurora).ShouldBe("fingerprints/2.key");
        var second = await SubmitAsync(await new InsurerBook(Fixture, TestConsortium.Meridian).OpenAsync());
        second.Signals.Select(signal => signal.Code).ShouldBe(["SAME_OBJECT_OTHER_INSURER", "SAME_LOSS_OTHER_INSURER"], ignoreOrder: true);
        second.Status.ShouldBe(ClaimStatus.Referred);
        var view = await ViewAsync(issued.Token);
        view.Claims.ShouldHaveSingleItem().ClaimId.ShouldBe(first.ClaimId);
    }

    private static async Task<Claim> SubmitAsync(InsurerBook book)
    {
        var claim = book.Claim(await book.BindAsync());
        claim.FraudReferences = new FraudReferences { Object = Vehicle };
        return await book.Claims.SubmitClaimAsync(claim);
    }

    private string KeyOf(string mspId)
    {
        using var settings = JsonDocument.Parse(File.ReadAllText(Consortium.GatewayConfiguration(mspId)));
        return settings.RootElement.GetProperty("Gateway").GetProperty("Fingerprints").GetProperty("Key").GetString()!;
    }

    private async Task<HolderView> ViewAsync(string token)
    {
        using var channel = GrpcChannel.ForAddress(
            Consortium.Gateway(TestConsortium.Aurora),
            new GrpcChannelOptions { HttpHandler = Consortium.Handler(TestConsortium.Aurora, (X509Certificate2?)null), DisposeHttpClient = true });
        return await new V1Holders.HoldersClient(channel).GetHolderViewAsync(new GetHolderViewRequest(), new Metadata { { "authorization", "Bearer " + token } });
    }
}
