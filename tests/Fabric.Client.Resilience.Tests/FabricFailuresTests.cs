namespace Fabric.Client.Resilience.Tests;

public sealed class FabricFailuresTests
{
    private const string Mismatch = "ProposalResponsePayloads do not match";
    private const string NoOrderer = "Unavailable, no orderers could successfully process transaction";
    private const string NotFound = "chaincode response 500, {\"code\":\"ASSET_NOT_FOUND\"}";

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
    [InlineData(true, "error in simulation: failed to execute transaction t: could not launch chaincode assets_1")]
    [InlineData(false, "no combination of peers can be derived which satisfy the endorsement policy: No metadata was found for chaincode c in channel h")]
    [InlineData(false, NotFound)]
    public void Gone_WhatAPeerSays_IsDistinguishedFromARefusal(bool expected, string reason) => FabricFailures.IsGone(reason).ShouldBe(expected);

    [Theory]
    // As a peer of Fabric 3.1.5 answers with UNAVAILABLE, and other organizations' peers of 2.5.16 do.
    [InlineData(true, "proposal client identity expired")]
    [InlineData(true, "rpc error: code = Unknown desc = proposal client identity expired")]
    [InlineData(true, "received unsuccessful response from orderer: status=BAD_REQUEST, info=broadcast client identity expired")]
    [InlineData(true, "request unauthorized due to incorrect timestamp 2026-11-30T20:31:43Z, peer time 2026-11-30T20:11:43Z, peer.authentication.timewindow 15m0s")]
    [InlineData(true, "failed parsing signature header: error unmarshalling SignatureHeader: proto: cannot parse invalid wire-format data")]
    [InlineData(false, "rpc error: code = Unavailable desc = connection error: desc = \"transport: Error while dialing: dial tcp\"")]
    [InlineData(false, NotFound)]
    [Trait("Report", "2")]
    public void OwnFault_WhatAPeerSays_IsDistinguishedFromAnOutage(bool expected, string reason) => FabricFailures.IsOwnFault(reason).ShouldBe(expected);

    [Theory]
    [InlineData(1289UL, "The event stream broke: Aborted, cannot serve block [0]. The ledger is bootstrapped from a snapshot. First available block = [1289]")]
    [InlineData(7UL, "Failed to get block for txID a1, error details for the TXID [a1] not available. Ledger bootstrapped from a snapshot. First available block = [7]")]
    [InlineData(null, "The event stream broke: Unavailable, the peer is stopping")]
    public void FirstBlock_OfAPeerThatJoinedBySnapshot_IsRead(ulong? expected, string reason) =>
        FabricFailures.FirstBlock(reason).ShouldBe(expected);

    [Fact]
    public void ReachedNobody_EveryOrdererRefusedTheConnection_IsCertain()
    {
        var refused = new ErrorDetail("a:1", "Orderer", "rpc error: code = Unavailable desc = connection error: desc = \"transport: Error while dialing: dial tcp\"");
        FabricFailures.ReachedNobody(NoOrderer, [refused, refused]).ShouldBeTrue();
        FabricFailures.ReachedNobody(NoOrderer, [refused, refused with { Message = "rpc error: code = Unavailable desc = error reading from server: EOF" }]).ShouldBeFalse();
        FabricFailures.ReachedNobody(NoOrderer, []).ShouldBeFalse();
        FabricFailures.ReachedNobody(NoOrderer, [new ErrorDetail("orderer", "", "the ledger cannot be written: database or disk is full")]).ShouldBeTrue();
        FabricFailures.ReachedNobody(NoOrderer, [new ErrorDetail("orderer", "", "too many transactions wait for their block")]).ShouldBeTrue();
        FabricFailures.ReachedNobody(NoOrderer, [new ErrorDetail("orderer", "", "the orderer is stopping")]).ShouldBeFalse();
    }

    [Fact]
    [Trait("Report", "3")]
    public void ReachedNobody_BftOrderersWithoutAQuorum_IsNotCertain() =>
        // Of four orderers two are down, which is all that the details say; the other two have the envelope.
        FabricFailures.ReachedNobody(
            "Unavailable, insufficient number of orderers could successfully process transaction to satisfy quorum requirement",
            [new ErrorDetail("a:1", "Orderer", "rpc error: code = Unavailable desc = connection error: desc = \"transport: Error while dialing: dial tcp\"")])
            .ShouldBeFalse();

    [Theory]
    [InlineData(StatusCode.Unknown, "too many requests for /gateway.Gateway, exceeding concurrency limit (500)")]
    [InlineData(StatusCode.ResourceExhausted, "too many requests for /gateway.Gateway, exceeding concurrency limit (500)")]
    public async Task Call_PeerTakesNoMore_IsUnavailableAndReachedNobody(StatusCode code, string text)
    {
        using var refusing = new RefusingPeer(new Status(code, text));

        FabricFailures.Proposing(await refusing.FailureAsync()).Failure.ShouldBe(LedgerFailure.Unavailable);
        var submitted = FabricFailures.Submitting(await refusing.FailureAsync());
        submitted.Failure.ShouldBe(LedgerFailure.Unavailable);
        submitted.ReachedNobody.ShouldBeTrue();
    }

    [Theory]
    [InlineData("NOT_FOUND", "channel does not exist", LedgerFailure.Unavailable)]
    [InlineData("BAD_REQUEST", "channel does not exist", LedgerFailure.Unavailable)]
    [InlineData("BAD_REQUEST", "channel creation request not allowed because the orderer system channel is not defined", LedgerFailure.Unavailable)]
    [InlineData("BAD_REQUEST", "message payload is 9 bytes and exceeds maximum allowed 8 bytes", LedgerFailure.Rejected)]
    [InlineData("FORBIDDEN", "implicit policy evaluation failed", LedgerFailure.Rejected)]
    public async Task Submit_OneOrdererRefuses_IsTriedAgainWhereAnotherMayServeTheChannel(string status, string info, object expected)
    {
        using var refusing = new RefusingPeer(new Status(StatusCode.Aborted, $"received unsuccessful response from orderer: status={status}, info={info}"));

        var submitted = FabricFailures.Submitting(await refusing.FailureAsync());

        submitted.Failure.ShouldBe(expected);
        // Others may have been asked before, and are not named.
        submitted.ReachedNobody.ShouldBeFalse();
    }

    [Fact]
    public async Task Evaluate_EndorserTakesNoMore_IsUnavailable()
    {
        using var refusing = new RefusingPeer(new Status(
            StatusCode.Unknown, "evaluate call to endorser returned error: rpc error: code = Unknown desc = too many requests for /protos.Endorser, exceeding concurrency limit (2500)"));

        FabricFailures.Proposing(await refusing.FailureAsync()).Failure.ShouldBe(LedgerFailure.Unavailable);
    }

    [Fact]
    public async Task Evaluate_EndorserDoesNotAnswerThePeerInTime_IsATimeout()
    {
        using var refusing = new RefusingPeer(new Status(
            StatusCode.Unavailable, "evaluate call to endorser returned error: rpc error: code = DeadlineExceeded desc = context deadline exceeded"));

        FabricFailures.Proposing(await refusing.FailureAsync()).Failure.ShouldBe(LedgerFailure.Timeout);
    }

    [Fact]
    public void Divergence_OwnPeerRefusesToo_IsARefusal() =>
        FabricFailures.IsDivergence([new("a:1", "Other", Mismatch), new("b:1", "Own", NotFound)], "Own").ShouldBeFalse();

    [Fact]
    public void Divergence_OneRefusesAndOneCannotBeReached_IsSeen() =>
        FabricFailures.IsDivergence([new("a:1", "Other", NotFound), new("b:1", "Third", "connection refused")], "Own").ShouldBeTrue();

    [Fact]
    public async Task Refusal_InJson_IsReadWithAllThatItNames()
    {
        using var refusing = new RefusingPeer(new Status(
            StatusCode.Unknown,
            """evaluate call to endorser returned error: chaincode response 500, {"code":"ASSET_NOT_FOUND","field":"id","message":"there is none","further":[{"code":"REQUIRED","field":"colour","message":"a colour is needed"}],"omitted":2}"""));

        var refusal = FabricFailures.Proposing(await refusing.FailureAsync());

        refusal.Failure.ShouldBe(LedgerFailure.Refused);
        (refusal.Code, refusal.Field, refusal.Message, refusal.Omitted).ShouldBe(("ASSET_NOT_FOUND", "id", "there is none.", 2));
        refusal.Further.ShouldBe([new RefusalDetail("REQUIRED", "colour", "a colour is needed.")]);
    }

    [Fact]
    public async Task Refusal_InWords_HasNoCode()
    {
        using var refusing = new RefusingPeer(new Status(StatusCode.Unknown, "evaluate call to endorser returned error: chaincode response 404, no such asset"));

        var refusal = FabricFailures.Proposing(await refusing.FailureAsync());

        (refusal.Failure, refusal.Code, refusal.Message).ShouldBe((LedgerFailure.Refused, null, "no such asset"));
    }
}
