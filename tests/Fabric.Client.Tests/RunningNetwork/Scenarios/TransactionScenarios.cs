using System.Text.Json;

namespace Fabric.Client.Tests.RunningNetwork.Scenarios;

/// <summary>transactions.feature.</summary>
[Collection(NetworkCollection.Name)]
public sealed class TransactionScenarios : ScenarioTests
{
    private const string Message = "what went wrong, reported by the chaincode";

    [NetworkFact]
    [Trait("Scenario", "transactions 1")]
    public async Task Evaluate_Result_ComesBack() => (await EvaluateAsync(Basic, "echo", "hello")).ShouldBe("hello");

    [NetworkFact]
    [Trait("Scenario", "transactions 2")]
    public async Task Submit_Result_ComesBack() => (await SubmitAsync(Basic, "echo", "hello")).ShouldBe("hello");

    [NetworkFact]
    [Trait("Scenario", "transactions 3")]
    public async Task Submit_Write_IsReadAfterwards()
    {
        await SubmitAsync(Basic, "put", $"{Run}-key", "written");

        (await EvaluateAsync(Basic, "get", $"{Run}-key")).ShouldBe("written");
    }

    [NetworkFact]
    [Trait("Scenario", "transactions 4")]
    public async Task Evaluate_TransientData_ReachTheChaincode()
    {
        var answer = await EvaluateAsync(Basic, "transientValues", new ProposalOptions { TransientData = Transient(("first", "one"), ("second", "two")) });

        JsonSerializer.Deserialize<Dictionary<string, string>>(answer)!.ShouldBe(
            new Dictionary<string, string> { ["first"] = "one", ["second"] = "two" }, ignoreOrder: true);
    }

    [NetworkFact]
    [Trait("Scenario", "transactions 5")]
    public async Task Evaluate_ChaincodeFails_SaysItsMessage()
    {
        var failed = await Should.ThrowAsync<GatewayException>(() => EvaluateAsync(Basic, "fail", Message));

        ShouldBe(failed, StatusCode.Unknown, Message);
    }

    [NetworkFact]
    [Trait("Scenario", "transactions 6")]
    public async Task Submit_ChaincodeFails_SaysItsMessageInTheDetails()
    {
        var failed = await Should.ThrowAsync<EndorseException>(() => SubmitAsync(Basic, "fail", Message));

        ShouldBe(failed, StatusCode.Aborted, "failed to endorse transaction, see attached details for more info");
        ShouldReport(failed, Message, 0);
    }
}
