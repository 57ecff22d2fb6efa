namespace Fabric.Client.Tests.RunningNetwork.Scenarios;

/// <summary>errors.feature: every organization has to endorse.</summary>
[Collection(NetworkCollection.Name)]
public sealed class ErrorScenarios : ScenarioTests
{
    private const string NotEnough = "failed to collect enough transaction endorsements, see attached details for more info";

    [NetworkFact]
    [Trait("Scenario", "errors 1")]
    public async Task Evaluate_WrongArguments_AreRefusedByTheChaincode()
    {
        var failed = await Should.ThrowAsync<GatewayException>(() => EvaluateAsync(Unanimous, "get"));

        ShouldBe(failed, StatusCode.Unknown, "evaluate call to endorser returned error: chaincode response 500, get takes 1 arguments");
    }

    [NetworkFact]
    [Trait("Scenario", "errors 2")]
    public async Task Submit_UnknownChaincode_HasNoEndorsers()
    {
        var failed = await Should.ThrowAsync<EndorseException>(() => SubmitAsync(Network.GetContract("nonexistent"), "get", "key"));

        ShouldBe(failed, StatusCode.FailedPrecondition, $"no combination of peers can be derived which satisfy the endorsement policy: No metadata was found for chaincode nonexistent in channel {Profile.Channel}");
    }

    [NetworkFact]
    [Trait("Scenario", "errors 3")]
    public async Task Submit_UnknownTransaction_IsRefusedByTheChaincode()
    {
        var failed = await Should.ThrowAsync<EndorseException>(() => SubmitAsync(Unanimous, "nonexistent"));

        ShouldBe(failed, StatusCode.Aborted, "failed to endorse transaction, see attached details for more info");
        ShouldReport(failed, "chaincode response 500, UNKNOWN_FUNCTION: nonexistent", 0);
    }

    [NetworkFact]
    [Trait("Scenario", "errors 4")]
    public async Task Evaluate_ChaincodeCrashes_EveryPeerIsTried()
    {
        try
        {
            var failed = await Should.ThrowAsync<GatewayException>(() => EvaluateAsync(Unanimous, "crash"));

            ShouldBe(failed, StatusCode.Aborted, "failed to evaluate transaction, see attached details for more info");
            ShouldReport(failed, "chaincode stream terminated", 0, 1, 2);
        }
        finally
        {
            await Profile.StartChaincodeAsync();
            await EventuallyAsync(() => SubmitAsync(Unanimous, "echo", "hello"));
        }
    }

    [NetworkFact]
    [Trait("Scenario", "errors 5")]
    public async Task Evaluate_SignedByAnotherOrganizationsUser_IsRefusedByThePeer()
    {
        var gateway = Connect(new GatewayOptions { Identity = Profile.User(0).Identity });
        var proposal = gateway.GetNetwork(Profile.Channel).GetContract(Profile.UnanimousChaincode).NewProposal("get", ProposalOptions.WithArguments("key"));
        using var other = EcdsaPrivateKey.FromPem(Profile.User(2).KeyPem);

        var failed = await Should.ThrowAsync<GatewayException>(
            () => gateway.NewSignedProposal(proposal.ToBytes(), other.SignDigest(proposal.Digest.Span)).EvaluateAsync());

        var refusal = $"error validating proposal: access denied: channel [{Profile.Channel}] creator org [{Profile.MspIds[0]}]";
        ShouldBe(failed, StatusCode.FailedPrecondition, "evaluate call to endorser returned error: " + refusal);
        ShouldReport(failed, refusal, 0);
    }

    [NetworkFact]
    [Trait("Scenario", "errors 6")]
    public async Task Evaluate_OwnPeerRefuses_SaysWhy()
    {
        var failed = await Should.ThrowAsync<GatewayException>(() => EvaluateAsync(Unanimous, "refuseAt", $"{Run}-key", Profile.MspIds[0]));

        ShouldBe(failed, StatusCode.Unknown, $"evaluate call to endorser returned error: chaincode response 500, REFUSED_AT: {Profile.MspIds[0]}");
    }

    [NetworkFact]
    [Trait("Scenario", "errors 7")]
    public async Task Submit_OnePeerRefuses_IsNamed()
    {
        var failed = await Should.ThrowAsync<EndorseException>(() => SubmitAsync(Unanimous, "refuseAt", $"{Run}-key", Profile.MspIds[2]));

        ShouldBe(failed, StatusCode.Aborted, NotEnough);
        ShouldReport(failed, "REFUSED_AT: ⟨MSP⟩", 2);
    }

    [NetworkFact]
    [Trait("Scenario", "errors 8")]
    public async Task Submit_TwoPeersRefuse_BothAreNamed()
    {
        var failed = await Should.ThrowAsync<EndorseException>(
            () => SubmitAsync(Unanimous, "refuseAt", $"{Run}-key", $"{Profile.MspIds[1]},{Profile.MspIds[2]}"));

        ShouldBe(failed, StatusCode.Aborted, NotEnough);
        ShouldReport(failed, "REFUSED_AT: ⟨MSP⟩", 1, 2);
    }

    [NetworkFact]
    [Trait("Scenario", "errors 9")]
    public async Task Submit_ResultsDiffer_TheOthersAreNamed()
    {
        var failed = await Should.ThrowAsync<EndorseException>(() => SubmitAsync(Unanimous, "putRandom", $"{Run}-key"));

        ShouldBe(failed, StatusCode.Aborted, "failed to collect enough transaction endorsements");
        ShouldReport(failed, "ProposalResponsePayloads do not match", 1, 2);
    }
}
