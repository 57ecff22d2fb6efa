using Google.Protobuf;
using Insurance.Gateway.Api;
using Insurance.V1;

namespace Insurance.Gateway.Operations;

/// <summary>Claim transactions that may end in an approval, which is paid at once.</summary>
public sealed class ClaimOperations(BrokerBook book, ClaimPayments payments)
{
    /// <summary>Runs the transaction and pays the claim if it is approved.</summary>
    public async Task<IMessage> DecidedAsync(ApiCall call, CancellationToken cancellationToken)
    {
        var claim = (Claim)await book.RunAsync(call, cancellationToken);
        return await payments.PayIfApprovedAsync(claim, cancellationToken);
    }
}
