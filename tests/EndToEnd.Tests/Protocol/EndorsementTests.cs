using Fabric.Client;
using Fabric.Protos.Peer;

namespace EndToEnd.Tests.Protocol;

/// <summary>Who must endorse what no key and no collection says otherwise about: any two members that are not regulators.</summary>
[Collection(ConsortiumFixture.Collection)]
public sealed class EndorsementTests(ConsortiumFixture fixture) : IDisposable
{
    private readonly PeerClient _aurora = PeerClient.Of(fixture.Consortium, TestConsortium.Aurora, "underwriter");

    private Contract Contract => _aurora.Contract(PeerClient.Conformance);

    public void Dispose() => _aurora.Dispose();

    [Theory]
    [InlineData(TestConsortium.Aurora)]
    [InlineData(TestConsortium.Reinsurer)]
    [InlineData(TestConsortium.Regulator)]
    [InlineData(TestConsortium.Aurora, TestConsortium.Regulator)]
    public async Task Submit_FewerThanTwoMembersThatCount_FailsThePolicyAndWritesNothing(params string[] endorsers)
    {
        var key = fixture.NewId("key");
        await Contract.CommitAsync("put", ProposalOptions.WithArguments(key, "before"));

        var status = await Contract.CommitAsync("put", ProposalOptions.WithArguments(key, "after").EndorsedBy(endorsers));

        status.Code.ShouldBe(TxValidationCode.EndorsementPolicyFailure);
        (await Contract.ReadAsync("get", key)).ShouldBe("before");
    }

    [Theory]
    [InlineData(TestConsortium.Aurora, TestConsortium.Meridian)]
    [InlineData(TestConsortium.Meridian, TestConsortium.Reinsurer)]
    [InlineData(TestConsortium.Aurora, TestConsortium.Reinsurer, TestConsortium.Regulator)]
    public async Task Submit_TwoMembersThatCount_IsValid(params string[] endorsers)
    {
        var key = fixture.NewId("key");

        var status = await Contract.CommitAsync("put", ProposalOptions.WithArguments(key, "written").EndorsedBy(endorsers));

        status.Code.ShouldBe(TxValidationCode.Valid);
        (await Contract.ReadAsync("get", key)).ShouldBe("written");
    }

    [Fact]
    public async Task Submit_NobodyNamed_TheLedgerItselfFindsEnoughEndorsers()
    {
        var key = fixture.NewId("key");

        (await Contract.CommitAsync("put", ProposalOptions.WithArguments(key, "written"))).Code.ShouldBe(TxValidationCode.Valid);
    }

    [Fact]
    public async Task Submit_KeyThatNamesItsEndorsers_NeedsExactlyThose()
    {
        var key = fixture.NewId("key");
        await Contract.CommitAsync("put", ProposalOptions.WithArguments(key, "before"));
        await Contract.CommitAsync("setOrganizations", ProposalOptions.WithArguments(key, $"{TestConsortium.Aurora},{TestConsortium.Reinsurer}"));

        // Two members, as the chaincode demands, but not those two; and the key's policy guards itself.
        (await CommitAsync("put", [key, "after"], TestConsortium.Aurora, TestConsortium.Meridian)).ShouldBe(TxValidationCode.EndorsementPolicyFailure);
        (await CommitAsync("setOrganizations", [key, TestConsortium.Meridian], TestConsortium.Aurora, TestConsortium.Meridian))
            .ShouldBe(TxValidationCode.EndorsementPolicyFailure);
        (await CommitAsync("put", [key, "after"], TestConsortium.Aurora, TestConsortium.Reinsurer)).ShouldBe(TxValidationCode.Valid);
        (await Contract.ReadAsync("getOrganizations", key)).ShouldBe($"{TestConsortium.Aurora},{TestConsortium.Reinsurer}");
    }

    private async Task<TxValidationCode> CommitAsync(string function, string[] arguments, params string[] endorsers) =>
        (await Contract.CommitAsync(function, ProposalOptions.WithArguments(arguments).EndorsedBy(endorsers))).Code;
}
