namespace Fabric.Client.Tests.RunningNetwork.Scenarios;

/// <summary>privatedata.feature: collections of the first organization, of the third, and of both.</summary>
[Collection(NetworkCollection.Name)]
public sealed class PrivateDataScenarios : ScenarioTests
{
    private const string OfFirst = "ofOrg1";
    private const string OfThird = "ofOrg3";
    private const string Shared = "shared";

    private string Key => $"{Run}-key";

    /// <summary>As <see cref="ScenarioTests.Anyone"/>, called by a user of the second organization through its peer.</summary>
    private Contract OfSecond => Connect(1).GetContract(Profile.AnyoneChaincode);

    [NetworkFact]
    [Trait("Scenario", "privatedata 1")]
    public async Task Write_OwnCollection_IsReadBack()
    {
        await WriteAsync(Anyone, OfFirst, 0);

        (await ReadAsync(Anyone, OfFirst, 0)).ShouldBe("hidden");
    }

    [NetworkFact]
    [Trait("Scenario", "privatedata 2")]
    public async Task Read_AtAPeerOutsideTheCollection_Fails()
    {
        await WriteAsync(Anyone, OfFirst, 0);

        // Before that peer has the block, there is nothing that it could not read.
        await EventuallyAsync(() => Should.ThrowAsync<GatewayException>(() => ReadAsync(Anyone, OfFirst, 1)));
    }

    [NetworkFact]
    [Trait("Scenario", "privatedata 3")]
    public async Task Read_ByAnOutsiderWhoMayWrite_Fails()
    {
        var outsider = OfSecond;
        await WriteAsync(outsider, OfFirst, 0);

        await Should.ThrowAsync<GatewayException>(() => ReadAsync(outsider, OfFirst, 0));
    }

    [NetworkFact]
    [Trait("Scenario", "privatedata 4")]
    public async Task Write_ByAnOutsiderWhoMayWrite_IsReadByTheMember()
    {
        await WriteAsync(OfSecond, OfFirst, 0);

        await EventuallyAsync(async () => (await ReadAsync(Anyone, OfFirst, 0)).ShouldBe("hidden"));
    }

    [NetworkFact]
    [Trait("Scenario", "privatedata 5")]
    public async Task Read_OfMembersByAnOutsider_Fails()
    {
        await WriteAsync(Anyone, Shared, 0);

        await Should.ThrowAsync<GatewayException>(() => ReadAsync(OfSecond, Shared, 0));
    }

    [NetworkFact]
    [Trait("Scenario", "privatedata 6")]
    public async Task Write_OfMembersByAnOutsider_Fails() =>
        (await Should.ThrowAsync<EndorseException>(() => WriteAsync(OfSecond, Shared, 0))).Details.ShouldHaveSingleItem().Message.ShouldContain("does not have write access permission");

    [NetworkFact]
    [Trait("Scenario", "privatedata 7")]
    public async Task Write_NoEndorsersNamed_IsEndorsedByAMember()
    {
        await WriteAsync(Anyone, Shared);

        (await ReadAsync(Anyone, Shared, 0)).ShouldBe("hidden");
    }

    [NetworkFact]
    [Trait("Scenario", "privatedata 8")]
    public async Task Write_TwoCollectionsNoEndorsersNamed_IsEndorsedByAMemberOfBoth()
    {
        await WriteAsync(Anyone, $"{Shared},{OfThird}");

        (await ReadAsync(Anyone, Shared, 0)).ShouldBe("hidden");
        await EventuallyAsync(async () => (await ReadAsync(Anyone, OfThird, 2)).ShouldBe("hidden"));
        await Should.ThrowAsync<GatewayException>(() => ReadAsync(Anyone, OfThird, 0));
    }

    private Task WriteAsync(Contract contract, string collections, params int[] endorsers) =>
        SubmitAsync(contract, "putTransient", At(endorsers) with { TransientData = Transient(("collections", collections), ("key", Key), ("value", "hidden")) });

    private Task<string> ReadAsync(Contract contract, string collection, int organization) =>
        EvaluateAsync(contract, "getPrivate", At([organization], collection, Key));
}
