using Fabric.Client;
using Fabric.Protos.Peer;

namespace EndToEnd.Tests.Protocol;

/// <summary>Private data: who must endorse a write, who can read it, and what the others see.</summary>
[Collection(ConsortiumFixture.Collection)]
public sealed class CollectionTests(ConsortiumFixture fixture) : IDisposable
{
    private const string Value = "nobody else's business";
    private readonly PeerClient _aurora = PeerClient.Of(fixture.Consortium, TestConsortium.Aurora, "underwriter");
    private readonly string _key = fixture.NewId("key");

    private Contract Contract => _aurora.Contract(PeerClient.Conformance);

    public void Dispose() => _aurora.Dispose();

    [Theory]
    [InlineData(PeerClient.PersonalData, TestConsortium.Meridian)]
    [InlineData(PeerClient.PersonalData, TestConsortium.Meridian, TestConsortium.Reinsurer)]
    [InlineData(PeerClient.PersonalData, TestConsortium.Regulator)]
    [InlineData(PeerClient.Treaty, TestConsortium.Aurora)]
    [InlineData(PeerClient.Treaty, TestConsortium.Reinsurer)]
    [InlineData(PeerClient.Treaty, TestConsortium.Aurora, TestConsortium.Meridian)]
    [InlineData(PeerClient.Treaty, TestConsortium.Aurora, TestConsortium.Regulator)]
    public async Task Write_WithoutEveryEndorserOfTheCollection_IsRefused(string collection, params string[] endorsers)
    {
        (await WriteAsync(collection, endorsers)).ShouldBe(TxValidationCode.EndorsementPolicyFailure);

        (await Contract.ReadAsync("getPrivateHash", collection, _key)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(PeerClient.PersonalData, TestConsortium.Aurora)]
    [InlineData(PeerClient.Treaty, TestConsortium.Aurora, TestConsortium.Reinsurer)]
    public async Task Write_ByItsEndorsers_IsReadByTheInsurer(string collection, params string[] endorsers)
    {
        (await WriteAsync(collection, endorsers)).ShouldBe(TxValidationCode.Valid);

        (await Contract.ReadAsync("getPrivate", collection, _key)).ShouldBe(Value);
    }

    [Fact]
    public async Task PersonalData_OtherOrganizations_SeeTheHashAndNothingElse()
    {
        await WriteAsync(PeerClient.PersonalData, TestConsortium.Aurora);

        foreach (var (stranger, role) in new[] { (TestConsortium.Meridian, "underwriter"), (TestConsortium.Reinsurer, "admin"), (TestConsortium.Regulator, "auditor") })
        {
            await ShouldSeeTheHashAloneAsync(stranger, role, PeerClient.PersonalData);
        }
    }

    [Fact]
    public async Task Treaty_ReinsurerAndRegulator_ReadIt_OtherInsurersSeeTheHash()
    {
        await WriteAsync(PeerClient.Treaty, TestConsortium.Aurora, TestConsortium.Reinsurer);

        foreach (var (member, role) in new[] { (TestConsortium.Reinsurer, "admin"), (TestConsortium.Regulator, "auditor") })
        {
            using var client = PeerClient.Of(fixture.Consortium, member, role);
            (await EventuallyReadAsync(client, "getPrivate", PeerClient.Treaty)).ShouldBe(Value, member);
        }

        await ShouldSeeTheHashAloneAsync(TestConsortium.Meridian, "underwriter", PeerClient.Treaty);
    }

    [Theory]
    [InlineData(PeerClient.PersonalData, TestConsortium.Regulator, "auditor")]
    [InlineData(PeerClient.PersonalData, TestConsortium.Meridian, "underwriter")]
    [InlineData(PeerClient.Treaty, TestConsortium.Meridian, "underwriter")]
    public async Task Read_StrangerAtAMembersPeer_IsRefused(string collection, string stranger, string role)
    {
        await WriteAsync(collection, collection == PeerClient.Treaty ? [TestConsortium.Aurora, TestConsortium.Reinsurer] : [TestConsortium.Aurora]);
        using var client = new PeerClient(fixture.Consortium, TestConsortium.Aurora, stranger, fixture.Consortium.LedgerIdentity(stranger, role));

        var refusal = await Should.ThrowAsync<GatewayException>(() => client.Contract(PeerClient.Conformance).ReadAsync("getPrivate", collection, _key));

        refusal.StatusCode.ShouldBe(StatusCode.Unknown);
        refusal.Message.ShouldContain("tx creator does not have read access permission");
    }

    [Fact]
    public async Task Write_ByAStrangerThroughMembersPeers_IsRefused()
    {
        using var client = new PeerClient(
            fixture.Consortium, TestConsortium.Aurora, TestConsortium.Meridian, fixture.Consortium.LedgerIdentity(TestConsortium.Meridian, "underwriter"));

        var refusal = await Should.ThrowAsync<EndorseException>(() => client.Contract(PeerClient.Conformance)
            .NewProposal("putPrivate", ContractExtensions.Private(PeerClient.PersonalData, _key, Value).EndorsedBy(TestConsortium.Aurora))
            .EndorseAsync());

        refusal.Message.ShouldContain("tx creator does not have write access permission");
    }

    [Fact]
    public async Task Envelope_OfAPrivateWrite_DoesNotHoldTheValue()
    {
        var transaction = await Contract.NewProposal(
            "putPrivate", ContractExtensions.Private(PeerClient.PersonalData, _key, Value).EndorsedBy(TestConsortium.Aurora)).EndorseAsync();

        Encoding.Latin1.GetString(transaction.ToBytes()).ShouldNotContain(Value);
    }

    private async Task ShouldSeeTheHashAloneAsync(string stranger, string role, string collection)
    {
        using var client = PeerClient.Of(fixture.Consortium, stranger, role);
        (await EventuallyReadAsync(client, "getPrivateHash", collection)).ShouldBe(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Value))), stranger);

        var refusal = await Should.ThrowAsync<GatewayException>(() => client.Contract(PeerClient.Conformance).ReadAsync("getPrivate", collection, _key));
        refusal.StatusCode.ShouldBe(StatusCode.Unknown, stranger);
        refusal.Message.ShouldNotContain(Value);

        // Nor does the peer itself hold the value, even for a caller who may see it.
        var atStranger = ProposalOptions.WithArguments(collection, _key).EndorsedBy(stranger);
        var absent = await Should.ThrowAsync<GatewayException>(() => Contract.EvaluateTransactionAsync("getPrivate", atStranger));
        absent.Message.ShouldContain("private data matching public hash version is not available", Case.Sensitive, stranger);
    }

    private async Task<TxValidationCode> WriteAsync(string collection, params string[] endorsers) =>
        (await Contract.CommitAsync("putPrivate", ContractExtensions.Private(collection, _key, Value).EndorsedBy(endorsers))).Code;

    /// <summary>The block, and with it the private data, reaches each peer in its own time.</summary>
    private Task<string> EventuallyReadAsync(PeerClient client, string function, string collection) => Waiting.EventuallyAsync(
        async () => await client.Contract(PeerClient.Conformance).ReadAsync(function, collection, _key) is { Length: > 0 } value
            ? value
            : throw new InvalidOperationException("not there yet"),
        exception => exception is InvalidOperationException or GatewayException { StatusCode: StatusCode.Unknown });
}
