using Fabric.Client;
using Fabric.DevLedger.Identities;
using Grpc.Core;

namespace Fabric.DevLedger.Tests;

public class StoppedPeerTests
{
    [Fact]
    public async Task Endorse_AnotherPeerIsStopped_TheRestIsPlanned()
    {
        await using var ledger = await TestLedger.StartAsync(stoppablePeers: true);
        Stop(ledger, 1);

        for (var i = 0; i < 5; i++)
        {
            (await ledger.Contract().SubmitAsync("put", "k", $"{i}")).ShouldBe($"{i}");
        }
    }

    [Fact]
    public async Task Endorse_TooFewPeersRun_NoCombinationIsLeftUntilOneRunsAgain()
    {
        await using var ledger = await TestLedger.StartAsync(stoppablePeers: true);
        Stop(ledger, 1);
        Stop(ledger, 2);

        var refused = await Should.ThrowAsync<EndorseException>(() => ledger.Contract().SubmitAsync("put", "k", "v"));
        refused.StatusCode.ShouldBe(StatusCode.FailedPrecondition);
        refused.Message.ShouldContain("no peer combination can satisfy the endorsement policy");

        File.Delete(FileOf(ledger, 2));
        await ledger.Contract().SubmitAsync("put", "k", "v");
    }

    [Fact]
    public async Task Call_NamesAStoppedPeer_NobodyIsFound()
    {
        await using var ledger = await TestLedger.StartAsync(stoppablePeers: true);
        Stop(ledger, 1);
        var options = ProposalOptions.WithArguments("k", "v") with { EndorsingOrganizations = ["Org2MSP"] };

        var endorsed = await Should.ThrowAsync<EndorseException>(() => ledger.Contract().SubmitTransactionAsync("put", options));
        (endorsed.StatusCode, endorsed.Message.Contains("failed to find any endorsing peers for org(s): Org2MSP", StringComparison.Ordinal)).ShouldBe((StatusCode.Unavailable, true));
        var evaluated = await Should.ThrowAsync<GatewayException>(() => ledger.Contract().EvaluateTransactionAsync("peer", options));
        (evaluated.StatusCode, evaluated.Message.Contains("no peers available to evaluate chaincode", StringComparison.Ordinal)).ShouldBe((StatusCode.FailedPrecondition, true));
    }

    [Fact]
    public async Task Call_ToAStoppedPeer_DoesNotReachItUntilItRunsAgain()
    {
        await using var ledger = await TestLedger.StartAsync(stoppablePeers: true);
        (await ledger.Contract(1).EvaluateAsync("peer")).ShouldBe("Org2MSP");
        var open = await ledger.Network(1).NewBlockEventsRequest().OpenAsync();

        Stop(ledger, 1);

        // The connection that was open ends too, and its streams.
        await Should.ThrowAsync<GatewayException>(async () => await open.GetAsyncEnumerator().MoveNextAsync());
        (await Should.ThrowAsync<GatewayException>(() => ledger.Contract(1).EvaluateAsync("peer"))).StatusCode.ShouldBe(StatusCode.Unavailable);

        File.Delete(FileOf(ledger, 1));
        (await ledger.Contract(1).EvaluateAsync("peer")).ShouldBe("Org2MSP");
    }

    [Fact]
    public async Task Stop_NotAskedForInTheConfiguration_ChangesNothing()
    {
        await using var ledger = await TestLedger.StartAsync();
        Stop(ledger, 1);

        (await ledger.Contract(1).EvaluateAsync("peer")).ShouldBe("Org2MSP");
    }

    private static string FileOf(TestLedger ledger, int organization) => Path.Combine(
        StoppedPeers.FolderIn(Path.GetDirectoryName(ledger.Consortium.LedgerPath)!), ledger.Consortium.Organizations[organization].MspId);

    private static void Stop(TestLedger ledger, int organization)
    {
        var file = FileOf(ledger, organization);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, string.Empty);
    }
}
