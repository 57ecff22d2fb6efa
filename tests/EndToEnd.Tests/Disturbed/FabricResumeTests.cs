namespace EndToEnd.Tests.Disturbed;

/// <summary>A state directory that was left incomplete: it is completed, or what is wrong with it is named.</summary>
[Trait(LedgerUnderTest.Trait, LedgerUnderTest.Fabric)]
public sealed class FabricResumeTests(DisturbedFixture fixture) : DisturbingTests(fixture)
{
    [FabricFact]
    public async Task Up_APeersLedgerIsGone_JoinsItAgainAndItCatchesUp()
    {
        var book = await new InsurerBook(Fixture).OpenAsync();
        var policy = await book.BindAsync();
        await DownAsync();
        Directory.Delete(Path.Combine(Consortium.Home, "ledger", "fabric", "peers", TestConsortium.Meridian), recursive: true);

        await Consortium.UpAsync();

        var meridian = new Policies.PoliciesClient(Consortium.Channel(TestConsortium.Meridian, "underwriter"));
        var seen = await Waiting.EventuallyAsync(
            async () => await meridian.GetPolicyAsync(new GetPolicyRequest { InsurerMspId = TestConsortium.Aurora, PolicyId = policy.PolicyId }),
            exception => exception is Grpc.Core.RpcException { StatusCode: Grpc.Core.StatusCode.NotFound } || Waiting.IsNobodyThere(exception));
        seen.Premium.ShouldBe(policy.Premium);
    }

    [FabricFact]
    public async Task Up_OrderersDataAreGone_SaysSoAndLeavesNothingRunning()
    {
        await DownAsync();
        var folder = Path.Combine(Consortium.Home, "ledger", "fabric", "orderers");
        Directory.Move(folder, folder + ".away");
        try
        {
            await RefusedAsync("no orderer has the channel", "restore them from a backup", "insure down --wipe");
        }
        finally
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }

            Directory.Move(folder + ".away", folder);
        }

        await Consortium.UpAsync();
    }

    [FabricFact]
    public async Task Up_CertificateAuthorityIsGone_SaysWhoseAndLeavesNothingRunning()
    {
        await DownAsync();
        var key = Consortium.CaKey(TestConsortium.Reinsurer);
        File.Move(key, key + ".away");
        try
        {
            await RefusedAsync($"the certificate authority of {TestConsortium.Reinsurer} is gone", "backup");
        }
        finally
        {
            File.Move(key + ".away", key, overwrite: true);
        }

        await Consortium.UpAsync();
    }

    private async Task DownAsync() => (await InsureCommand.RunAsync("down", "--home", Consortium.Home)).ShouldExitWith(0);

    private async Task RefusedAsync(params string[] texts)
    {
        var result = await InsureCommand.RunAsync("up", "--home", Consortium.Home, "--base-port", "0");

        result.ExitCode.ShouldBeOneOf([3, 4], result.Errors);
        foreach (var text in texts)
        {
            result.Errors.ShouldContain(text);
        }

        ProcessTable.Mentioning(Consortium.Home).ShouldBeEmpty("something was left running");
        (await InsureCommand.RunAsync("status", "--home", Consortium.Home)).ShouldExitWith(5);
    }
}
