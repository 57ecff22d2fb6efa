using Fabric.Protos.Peer.Lifecycle;

namespace Insurance.Gateway.UseCases.Audit;

/// <summary>What the organization's peer says of the chaincodes of the channel.</summary>
internal sealed class ChaincodeLifecycle(ILedgerReader ledger, string chaincode)
{
    /// <summary>The insurance chaincode.</summary>
    public string Chaincode => chaincode;

    /// <summary>A chaincode's definition in force; <c>null</c> when the peer does not say.</summary>
    public async Task<QueryChaincodeDefinitionResult?> DefinitionAsync(
        string name, string role, CancellationToken cancellationToken)
    {
        var question = new QueryChaincodeDefinitionArgs { Name = name }.ToByteArray();
        try
        {
            var answer = await ledger.EvaluateAsync(
                new LedgerCall("QueryChaincodeDefinition", [question], role) { Chaincode = "_lifecycle" }, cancellationToken);
            return QueryChaincodeDefinitionResult.Parser.ParseForeign(answer.Span);
        }
        catch (LedgerException error) when (error.Failure is LedgerFailure.Refused or LedgerFailure.Rejected or LedgerFailure.NotFound)
        {
            return null;
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }
}
