namespace Fabric.Client.Tests.RunningNetwork.Scenarios;

/// <summary>endorsement_hsm.feature: as <see cref="EndorsementScenarios"/>, by a user whose key is in a PKCS#11 token.</summary>
[Collection(NetworkCollection.Name)]
public sealed class TokenEndorsementScenarios : ScenarioTests
{
    private readonly Contract _contract = null!;

    public TokenEndorsementScenarios()
    {
        if (NetworkProfile.Path is not null && SoftToken.Library is not null)
        {
            using var authority = Profile.Authority(0) ?? throw new InvalidOperationException("The profile does not say who certifies the token's key: the first organization has no \"ca\".");
            var token = Keep(new SoftToken());
            var gateway = Connect(new GatewayOptions
            {
                Identity = new X509Identity(Profile.MspIds[0], token.Certify(authority, "token-user")),
                Signer = token,
            });
            _contract = gateway.GetNetwork(Profile.Channel).GetContract(Profile.AnyoneChaincode);
        }
    }

    [TokenFact]
    [Trait("Scenario", "endorsement_hsm 1")]
    public Task Submit_AtTheFirst_RunsThere() => ChosenEndorsers.SubmitAtAsync(Profile, _contract, 0);

    [TokenFact]
    [Trait("Scenario", "endorsement_hsm 2")]
    public Task Submit_AtTheSecond_RunsThere() => ChosenEndorsers.SubmitAtAsync(Profile, _contract, 1);

    [TokenFact]
    [Trait("Scenario", "endorsement_hsm 3")]
    public Task Submit_AtTheThird_RunsThere() => ChosenEndorsers.SubmitAtAsync(Profile, _contract, 2);

    [TokenFact]
    [Trait("Scenario", "endorsement_hsm 4")]
    public Task Submit_AtTheFirstAndTheThird_RunsAtNoOther() => ChosenEndorsers.SubmitAtNoOtherAsync(Profile, _contract, 0, 2);

    [TokenFact]
    [Trait("Scenario", "endorsement_hsm 5")]
    public Task Evaluate_AtTheFirst_RunsThere() => ChosenEndorsers.EvaluateAtAsync(Profile, _contract, 0);

    [TokenFact]
    [Trait("Scenario", "endorsement_hsm 6")]
    public Task Evaluate_AtTheSecond_RunsThere() => ChosenEndorsers.EvaluateAtAsync(Profile, _contract, 1);
}
