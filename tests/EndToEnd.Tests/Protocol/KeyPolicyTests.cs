using Fabric.Client;
using Fabric.Protos.Peer;

namespace EndToEnd.Tests.Protocol;

/// <summary>
/// Policies whose rules overlap are planned by what they mean and judged by an evaluator that uses up each signer: peers, DevLedger, the
/// planner of Fabric.Msp and the auditor agree on both. Keys carry the policies here, since `insure` refuses them in its file.
/// </summary>
[Collection(ConsortiumFixture.Collection)]
public sealed class KeyPolicyTests(ConsortiumFixture fixture) : IDisposable
{
    private const string A = $"'{TestConsortium.Aurora}.peer'";
    private const string B = $"'{TestConsortium.Meridian}.peer'";
    private const string C = $"'{TestConsortium.Reinsurer}.peer'";
    private readonly PeerClient _aurora = PeerClient.Of(fixture.Consortium, TestConsortium.Aurora, "underwriter");

    private Contract Contract => _aurora.Contract(PeerClient.Conformance);

    public void Dispose() => _aurora.Dispose();

    [Theory]
    [InlineData($"AND(OR({A}, {B}), {B})", TxValidationCode.EndorsementPolicyFailure)]
    [InlineData($"AND({B}, OR({A}, {B}))", TxValidationCode.Valid)]
    [InlineData($"AND(OR({A}, {B}), OR({A}, {B}))", TxValidationCode.EndorsementPolicyFailure)]
    [Trait("Report", "4")]
    public async Task Write_OfAKeyWhosePolicyOverlaps_IsEndorsedAndGetsTheEvaluatorsVerdict(string policy, TxValidationCode expected)
    {
        var key = await KeyWithAsync(policy);

        (await Contract.CommitAsync("put", ProposalOptions.WithArguments(key, "new"))).Code.ShouldBe(expected);


        (await Contract.ReadAsync("get", key)).ShouldBe(expected == TxValidationCode.Valid ? "new" : "old");
        var compiled = SignaturePolicies.Compile(SignaturePolicies.Parse(policy));
        SignaturePolicies.FindPlans(compiled).ShouldAllBe(plan => SignaturePolicies.Accepts(compiled, plan) == (expected == TxValidationCode.Valid));
    }

    [Theory]
    [InlineData(TestConsortium.Aurora, TestConsortium.Meridian)]
    [InlineData(TestConsortium.Aurora, TestConsortium.Reinsurer)]
    [InlineData(TestConsortium.Meridian, TestConsortium.Reinsurer)]
    [InlineData(TestConsortium.Aurora, TestConsortium.Meridian, TestConsortium.Reinsurer)]
    public async Task Write_OfAKeySomeOfWhosePlansFail_IsJudgedAsThePlannerSays(params string[] endorsers)
    {
        var policy = $"AND(OR({A}, {B}), OR({B}, {C}))";
        var key = await KeyWithAsync(policy);

        var verdict = (await Contract.CommitAsync("put", ProposalOptions.WithArguments(key, "new").EndorsedBy(endorsers))).Code;

        var accepted = SignaturePolicies.Accepts(
            SignaturePolicies.Compile(SignaturePolicies.Parse(policy)), new EndorsementCombination(endorsers.ToDictionary(mspId => mspId, _ => 1)));
        verdict.ShouldBe(accepted ? TxValidationCode.Valid : TxValidationCode.EndorsementPolicyFailure);
    }

    [Fact]
    [Trait("Report", "4")]
    public async Task Audit_OfWritesThatTheEvaluatorRefused_AgreesWithThePeers()
    {
        var key = await KeyWithAsync($"AND(OR({A}, {B}), {B})");
        (await Contract.CommitAsync("put", ProposalOptions.WithArguments(key, "new"))).Code.ShouldBe(TxValidationCode.EndorsementPolicyFailure);

        using var files = new TemporaryHome();
        var export = files.File("whole.audit");
        (await InsureCommand.RunAsync("audit", "export", "--home", fixture.Consortium.Home, "--organization", TestConsortium.Regulator, "--out", export))
            .ShouldExitWith(0);

        (await InsureCommand.RunAsync("audit", "verify", export)).ShouldExitWith(0).Output.ShouldContain("ENDORSEMENT_POLICY_FAILURE");
    }

    private async Task<string> KeyWithAsync(string policy)
    {
        var key = fixture.NewId("key");
        var bytes = Convert.ToHexStringLower(SignaturePolicies.Parse(policy).ToByteArray());
        (await Contract.CommitAsync("put", ProposalOptions.WithArguments(key, "old"))).Code.ShouldBe(TxValidationCode.Valid);
        (await Contract.CommitAsync("setPolicy", ProposalOptions.WithArguments(key, bytes))).Code.ShouldBe(TxValidationCode.Valid);
        return key;
    }
}
