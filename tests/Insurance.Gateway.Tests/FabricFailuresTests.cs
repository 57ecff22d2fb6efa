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

    [Theory]
    [InlineData(true, "no combination of peers can be derived which satisfy the endorsement policy: no peer combination can satisfy the endorsement policy")]
    [InlineData(true, "rpc error: code = Unavailable desc = connection error: desc = \"transport: Error while dialing: dial tcp\"")]
    [InlineData(true, "error in simulation: failed to execute transaction t: could not launch chaincode insurance_1")]
    [InlineData(false, "no combination of peers can be derived which satisfy the endorsement policy: No metadata was found for chaincode c in channel h")]
    [InlineData(false, NotFound)]
    public void Gone_WhatAPeerSays_IsToldFromARefusal(bool expected, string reason) => FabricFailures.IsGone(reason).ShouldBe(expected);

    [Theory]
    [InlineData(1289UL, "The event stream broke: Aborted, cannot serve block [0]. The ledger is bootstrapped from a snapshot. First available block = [1289]")]
    [InlineData(null, "The event stream broke: Unavailable, the peer is stopping")]
    public void FirstBlock_OfAPeerThatJoinedBySnapshot_IsRead(ulong? expected, string reason) =>
        FabricFailures.FirstBlock(reason).ShouldBe(expected);

    [Fact]
    public void ReachedNobody_EveryOrdererRefusedTheConnection_IsCertain()
    {
        var refused = new ErrorDetail("a:1", "Orderer", "rpc error: code = Unavailable desc = connection error: desc = \"transport: Error while dialing: dial tcp\"");
        FabricFailures.ReachedNobody([refused, refused]).ShouldBeTrue();
        FabricFailures.ReachedNobody([refused, refused with { Message = "rpc error: code = Unavailable desc = error reading from server: EOF" }]).ShouldBeFalse();
        FabricFailures.ReachedNobody([]).ShouldBeFalse();
    }

    [Fact]
    public void Divergence_OwnPeerRefusesToo_IsARefusal() =>
        FabricFailures.IsDivergence([new("a:1", "Other", Mismatch), new("b:1", "Own", NotFound)], "Own").ShouldBeFalse();

    [Fact]
    public void Divergence_OneRefusesAndOneCannotBeReached_IsSeen() =>
        FabricFailures.IsDivergence([new("a:1", "Other", NotFound), new("b:1", "Third", "connection refused")], "Own").ShouldBeTrue();
}
