using Fabric.Client;
using Grpc.Core;

namespace Fabric.DevLedger.Tests;

public class PrivateDataTests
{
    [Fact]
    public async Task Get_Member_ReadsTheValue()
    {
        await using var ledger = await TestLedger.StartAsync();
        await PutAsync(ledger, TestConsortium.Secret, "k", "hidden");

        (await ledger.Contract(1).EvaluateAsync("getPrivate", TestConsortium.Secret, "k")).ShouldBe("hidden");
    }

    [Fact]
    public async Task Get_PeerOutsideTheCollection_IsRefusedButReadsTheHash()
    {
        await using var ledger = await TestLedger.StartAsync();
        await PutAsync(ledger, "brief", "k", "hidden");

        var refused = await Should.ThrowAsync<GatewayException>(() => ledger.Contract(2).EvaluateAsync("getPrivate", "brief", "k"));

        refused.StatusCode.ShouldBe(StatusCode.Unknown);
        refused.Message.ShouldContain("private data matching public hash version is not available");
        (await ledger.Contract(2).EvaluateAsync("hashPrivate", "brief", "k"))
            .ShouldBe(Convert.ToHexStringLower(SHA256.HashData("hidden"u8)));
    }

    [Fact]
    public async Task Get_CreatorOutsideAMemberOnlyCollection_IsRefused()
    {
        await using var ledger = await TestLedger.StartAsync();
        await PutAsync(ledger, TestConsortium.Secret, "k", "hidden");
        var outsider = ledger.Consortium.Organizations[2].User();

        var refused = await Should.ThrowAsync<GatewayException>(
            () => ledger.Contract(0, outsider).EvaluateAsync("getPrivate", TestConsortium.Secret, "k"));

        refused.Message.ShouldContain("tx creator does not have read access permission");
    }

    [Fact]
    public async Task Purge_Value_IsGoneFromTheFile()
    {
        await using var ledger = await TestLedger.StartAsync();
        const string Value = "a-value-that-occurs-nowhere-else";
        await PutAsync(ledger, TestConsortium.Secret, "k", Value);
        Occurs(ledger, Value).ShouldBeTrue();

        await ledger.Contract().SubmitAsync("purgePrivate", TestConsortium.Secret, "k");

        (await ledger.Contract().EvaluateAsync("getPrivate", TestConsortium.Secret, "k")).ShouldBe(string.Empty);
        await ledger.StopServerAsync();
        Occurs(ledger, Value).ShouldBeFalse();
    }

    [Fact]
    public async Task BlockToLive_Passed_PurgesTheValue()
    {
        await using var ledger = await TestLedger.StartAsync();
        await PutAsync(ledger, "brief", "k", "short-lived");
        for (var i = 0; i < 3; i++)
        {
            (await ledger.Contract().EvaluateAsync("getPrivate", "brief", "k")).ShouldBe("short-lived");
            await ledger.Contract().SubmitAsync("put", $"k{i}", "v");
        }

        (await ledger.Contract().EvaluateAsync("getPrivate", "brief", "k")).ShouldBe(string.Empty);
    }

    [Fact]
    public async Task Submit_AfterARestartThatLostTheValues_IsRefused()
    {
        await using var ledger = await TestLedger.StartAsync();
        var user = ledger.Consortium.Organizations[0].User();
        var endorsed = await EndorsePutAsync(ledger.Contract(0, user), TestConsortium.Secret, "k", "hidden");
        var bytes = endorsed.ToBytes();

        await ledger.StopServerAsync();
        await ledger.StartServerAsync();
        using var gateway = FabricGateway.Connect(ledger.Channel(0), user);

        var refused = await Should.ThrowAsync<SubmitException>(() => gateway.NewTransaction(bytes).SubmitAsync());
        refused.StatusCode.ShouldBe(StatusCode.Aborted);
        refused.Message.ShouldContain("endorse the proposal again");
    }

    private static async Task PutAsync(TestLedger ledger, string collection, string key, string value) =>
        (await (await EndorsePutAsync(ledger.Contract(), collection, key, value)).CommitAsync()).IsSuccessful.ShouldBeTrue();

    private static Task<Transaction> EndorsePutAsync(Contract contract, string collection, string key, string value) =>
        contract.NewProposal("putPrivate", ProposalOptions.WithArguments(collection, key) with
        {
            TransientData = new Dictionary<string, ProposalValue> { ["value"] = value },
        }).EndorseAsync();

    private static bool Occurs(TestLedger ledger, string value) =>
        Directory.GetFiles(Path.GetDirectoryName(ledger.Consortium.LedgerPath)!)
            .Where(file => Path.GetFileName(file).StartsWith("ledger.db", StringComparison.Ordinal))
            .Any(file =>
            {
                using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
                var bytes = new byte[stream.Length];
                stream.ReadExactly(bytes);
                return bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(value)) >= 0;
            });
}
