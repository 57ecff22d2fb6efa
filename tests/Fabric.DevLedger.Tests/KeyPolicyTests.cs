using Fabric.Client;
using Fabric.Protos.Peer;
using Grpc.Core;

namespace Fabric.DevLedger.Tests;

/// <summary>Policies of keys that peers of Fabric 2.5.16 and 3.1.5 plan, refuse and judge in ways of their own.</summary>
public class KeyPolicyTests
{
    private const string NoCombination = "no combination of peers can be derived which satisfy the endorsement policy: ";

    [Theory]
    [InlineData("AND(OR('Org1MSP.peer', 'Org2MSP.peer'), 'Org2MSP.peer')", TxValidationCode.EndorsementPolicyFailure)]
    [InlineData("AND('Org2MSP.peer', OR('Org1MSP.peer', 'Org2MSP.peer'))", TxValidationCode.Valid)]
    [InlineData("AND(OR('Org1MSP.peer', 'Org2MSP.peer'), OR('Org1MSP.peer', 'Org2MSP.peer'))", TxValidationCode.EndorsementPolicyFailure)]
    [InlineData("OR('Org1MSP.member', 'Org1MSP.peer')", TxValidationCode.Valid)]
    public async Task Submit_PolicyWhoseRulesOverlap_IsPlannedAndThenJudgedByTheEvaluator(string policy, TxValidationCode expected)
    {
        await using var ledger = await TestLedger.StartAsync();
        var contract = await WithPolicyAsync(ledger, "owner", policy);

        (await (await contract.EndorseAsync("put", "k", "new")).CommitAsync()).Code.ShouldBe(expected);
        (await contract.EvaluateAsync("get", "k")).ShouldBe(expected == TxValidationCode.Valid ? "new" : "old");
    }

    [Fact]
    public async Task Endorse_PolicyThatWantsTwoPeersOfOneOrganization_HasNoPlan()
    {
        await using var ledger = await TestLedger.StartAsync();
        var contract = await WithPolicyAsync(ledger, "owner", "AND('Org1MSP.peer', 'Org1MSP.peer')");

        (await RefusedAsync(contract)).ShouldBe((StatusCode.FailedPrecondition, NoCombination + "no peer combination can satisfy the endorsement policy"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0801")]
    // OutOf(0, …) and OutOf(2, …) of one principal.
    [InlineData("12061204120208001a0d120b0a074f7267314d53501003")]
    [InlineData("120812060802120208001a0d120b0a074f7267314d53501003")]
    public async Task Endorse_PolicyThatNobodyCanSatisfy_HasNoPlan(string policy)
    {
        await using var ledger = await TestLedger.StartAsync();
        var contract = await WithPolicyAsync(ledger, "policyBytes", policy);

        (await RefusedAsync(contract)).ShouldBe((StatusCode.FailedPrecondition, NoCombination + "state based endorsement policy cannot be satisfied"));
    }

    [Theory]
    [InlineData(TxValidationCode.Valid, "Org1MSP", "Org2MSP")]
    [InlineData(TxValidationCode.EndorsementPolicyFailure, "Org1MSP")]
    public async Task Submit_EmptyPolicyAndOrganizationsGiven_IsJudgedByTheChaincodesPolicy(TxValidationCode expected, params string[] organizations)
    {
        await using var ledger = await TestLedger.StartAsync();
        var contract = await WithPolicyAsync(ledger, "policyBytes", "");

        var endorsed = await contract.NewProposal("put", ProposalOptions.WithArguments("k", "new") with { EndorsingOrganizations = organizations }).EndorseAsync();
        (await endorsed.CommitAsync()).Code.ShouldBe(expected);
    }

    [Fact]
    public async Task Endorse_PolicyThatCannotBeRead_FailsAtEveryPeer()
    {
        await using var ledger = await TestLedger.StartAsync();
        var contract = await WithPolicyAsync(ledger, "policyBytes", "ffff");
        const string reason = "error in simulation: error unmarshalling SignaturePolicyEnvelope: proto: cannot parse invalid wire-format data";

        var refused = await Should.ThrowAsync<GatewayException>(() => contract.EndorseAsync("put", "k", "new"));
        (refused.StatusCode, refused.Details.Single().Message).ShouldBe((StatusCode.Aborted, reason));
        var evaluated = await Should.ThrowAsync<GatewayException>(async () => await contract.EvaluateAsync("put", "k", "new"));
        (evaluated.StatusCode, evaluated.Details.Count).ShouldBe((StatusCode.Aborted, 3));
        evaluated.Details.ShouldAllBe(detail => detail.Message == reason);
        (await contract.EvaluateAsync("get", "k")).ShouldBe("old");
    }

    [Fact]
    public async Task ScanOfPrivateData_AtAPeerOutsideTheCollection_IsEmpty()
    {
        await using var ledger = await TestLedger.StartAsync();
        var contract = ledger.Contract();
        var put = await contract.NewProposal("putPrivate", ProposalOptions.WithArguments(TestConsortium.Secret, "p") with
        {
            TransientData = new Dictionary<string, ProposalValue> { ["value"] = "hidden" },
        }).EndorseAsync();
        (await put.CommitAsync()).IsSuccessful.ShouldBeTrue();

        (await ScanAsync(contract, "Org1MSP")).ShouldBe("p=hidden");
        (await ScanAsync(contract, "Org3MSP")).ShouldBe("");
        var refused = await Should.ThrowAsync<GatewayException>(async () => await contract.EvaluateAsync("scanPrivate", "nosuch", "a", "z"));
        refused.Message.ShouldContain("GET_STATE_BY_RANGE failed: transaction ID: ");
    }

    [Theory]
    [InlineData(TestConsortium.Chaincode, @"execute failed: error sending: txid: [0-9a-f]{64}\(\w+\) exists")]
    [InlineData("nosuch", @"execute failed: invalid invocation: \[channel \w+\] failed to get chaincode container info for nosuch: chaincode nosuch not found")]
    public async Task Chaincode_ThatCallsAChaincode_IsRefused(string name, string reason)
    {
        await using var ledger = await TestLedger.StartAsync();

        var refused = await Should.ThrowAsync<GatewayException>(async () => await ledger.Contract().EvaluateAsync("invoke", name));

        refused.Details.Single().Message.ShouldMatch($"^chaincode response 500, INVOKE_CHAINCODE failed: transaction ID: [0-9a-f]{{64}}: {reason}$");
    }

    private static async Task<string> ScanAsync(Contract contract, string organization) => System.Text.Encoding.UTF8.GetString((await contract.NewProposal(
        "scanPrivate", ProposalOptions.WithArguments(TestConsortium.Secret, "a", "z") with { EndorsingOrganizations = [organization] }).EvaluateAsync()).Span);

    private static async Task<Contract> WithPolicyAsync(TestLedger ledger, string function, string policy)
    {
        var contract = ledger.Contract();
        await contract.SubmitAsync("put", "k", "old");
        await contract.SubmitAsync(function, "k", policy);
        return contract;
    }

    private static async Task<(StatusCode, string?)> RefusedAsync(Contract contract)
    {
        var refused = await Should.ThrowAsync<GatewayException>(() => contract.EndorseAsync("put", "k", "new"));
        return (refused.StatusCode, (refused.InnerException as RpcException)?.Status.Detail);
    }
}
