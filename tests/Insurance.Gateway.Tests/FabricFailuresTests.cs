using Fabric.Client;
using Insurance.Gateway.Ledger;

namespace Insurance.Gateway.Tests;

public sealed class FabricFailuresTests
{
    private const string Mismatch = "ProposalResponsePayloads do not match";
    private const string NotFound = "chaincode response 500, {\"code\":\"POLICY_NOT_FOUND\"}";

    [Theory]
    [InlineData(false, "Own", NotFound)]
    [InlineData(true, "Other", NotFound)]
    [InlineData(true, "Other", Mismatch)]
    [InlineData(true, "Own", Mismatch)]
    [InlineData(false, "Other", "error in simulation: failed to execute transaction")]
    public void Divergence_OneAnswer_IsSeenWhereOnlyOthersRefuse(bool expected, string mspId, string message) =>
        FabricFailures.IsDivergence([new ErrorDetail("localhost:7051", mspId, message)], "Own").ShouldBe(expected);

    [Fact]
    public void Divergence_OwnPeerRefusesToo_IsARefusal() =>
        FabricFailures.IsDivergence([new("a:1", "Other", Mismatch), new("b:1", "Own", NotFound)], "Own").ShouldBeFalse();

    [Fact]
    public void Divergence_OneRefusesAndOneCannotBeReached_IsSeen() =>
        FabricFailures.IsDivergence([new("a:1", "Other", NotFound), new("b:1", "Third", "connection refused")], "Own").ShouldBeTrue();
}
