using Google.Protobuf;
using Insurance.Gateway.Api;
using Insurance.V1;

namespace Insurance.Gateway.Operations;

/// <summary>Claim transactions that may end in an approval, which is paid at once.</summary>
public sealed class ClaimOperations(TransactionRunner transactions, BrokerBook book, ClaimPayments payments)
{
    /// <summary>Runs the transaction and pays the claim if it is approved.</summary>
    public async Task<IMessage> DecidedAsync(ApiCall call, CancellationToken cancellationToken)
    {
        if (call.Request is AddEvidenceRequest evidence)
        {
            // Unlike the others this request has no broker the chaincode could compare.
            await book.RequireClaimAsync(evidence.ClaimId, call.Caller, call.Role, cancellationToken);
        }

        var claim = (Claim)await transactions.RunAsync(call, cancellationToken);
        return await payments.PayIfApprovedAsync(claim, cancellationToken);
    }
}
