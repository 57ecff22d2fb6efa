using Fabric.Client;

namespace Fabric.DevLedger.Tests;

/// <summary>Which endorsed transactions a client need not submit.</summary>
public class ChangesNothingTests
{
    [Theory]
    [InlineData(true, "get", "k")]
    [InlineData(true, "count", "a", "z")]
    [InlineData(true, "getPrivate", TestConsortium.Secret, "k")]
    [InlineData(false, "put", "k", "v")]
    [InlineData(false, "put", "k", "")]
    [InlineData(false, "delete", "k")]
    [InlineData(false, "event", "k", "Happened")]
    [InlineData(false, "owner", "k", "OR('Org1MSP.peer')")]
    [InlineData(false, "purgePrivate", TestConsortium.Secret, "k")]
    public async Task Transaction_Endorsed_SaysWhetherItWrites(bool nothing, params string[] call)
    {
        await using var ledger = await TestLedger.StartAsync();
        var contract = ledger.Contract();
        await contract.SubmitAsync("put", "k", "v");
        (await contract.EndorseAsync(call)).ChangesNothing.ShouldBe(nothing);
    }

    [Fact]
    public async Task Transaction_WithPrivateWrites_IsToBeSubmitted()
    {
        await using var ledger = await TestLedger.StartAsync();
        var endorsed = await ledger.Contract().NewProposal("putPrivate", new ProposalOptions
        {
            Arguments = [TestConsortium.Secret, "k"],
            TransientData = new Dictionary<string, ProposalValue> { ["value"] = "v" },
        }).EndorseAsync();
        endorsed.ChangesNothing.ShouldBeFalse();
    }
}
