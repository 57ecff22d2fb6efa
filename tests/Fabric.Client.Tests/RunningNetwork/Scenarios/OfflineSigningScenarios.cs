namespace Fabric.Client.Tests.RunningNetwork.Scenarios;

/// <summary>offlinesign.feature: the gateway has no signer.</summary>
[Collection(NetworkCollection.Name)]
public sealed class OfflineSigningScenarios : ScenarioTests
{
    private readonly FabricGateway _gateway = null!;
    private readonly Contract _contract = null!;
    private readonly EcdsaPrivateKey _key = null!;

    public OfflineSigningScenarios()
    {
        if (NetworkProfile.Path is not null)
        {
            var (identity, key) = Profile.User(0);
            _key = Keep(EcdsaPrivateKey.FromPem(key));
            _gateway = Connect(new GatewayOptions { Identity = identity });
            _contract = _gateway.GetNetwork(Profile.Channel).GetContract(Profile.Chaincode);
        }
    }

    [NetworkFact]
    [Trait("Scenario", "offlinesign 1")]
    public Task Evaluate_NotSigned_Fails() => Should.ThrowAsync<InvalidOperationException>(() => EvaluateAsync(_contract, "echo", "hello"));

    [NetworkFact]
    [Trait("Scenario", "offlinesign 2")]
    public async Task Evaluate_SignedElsewhere_Answers()
    {
        var proposal = _contract.NewProposal("echo", ProposalOptions.WithArguments("hello"));

        var answer = await _gateway.NewSignedProposal(proposal.ToBytes(), Sign(proposal)).EvaluateAsync();

        Encoding.UTF8.GetString(answer.Span).ShouldBe("hello");
    }

    [NetworkFact]
    [Trait("Scenario", "offlinesign 3")]
    public Task Submit_NotSigned_Fails() => Should.ThrowAsync<InvalidOperationException>(() => SubmitAsync(_contract, "echo", "hello"));

    [NetworkFact]
    [Trait("Scenario", "offlinesign 4")]
    public async Task Submit_EachStepSignedElsewhere_IsCommitted()
    {
        var proposal = _contract.NewProposal("echo", ProposalOptions.WithArguments("hello"));
        var endorsed = await _gateway.NewSignedProposal(proposal.ToBytes(), Sign(proposal)).EndorseAsync();
        var submitted = await _gateway.NewSignedTransaction(endorsed.ToBytes(), Sign(endorsed)).SubmitAsync();
        var status = await _gateway.NewSignedCommit(submitted.ToBytes(), Sign(submitted)).GetStatusAsync();

        status.IsSuccessful.ShouldBeTrue();
        Encoding.UTF8.GetString(endorsed.Result.Span).ShouldBe("hello");
    }

    private byte[] Sign(Signable message) => _key.SignDigest(message.Digest.Span);
}
