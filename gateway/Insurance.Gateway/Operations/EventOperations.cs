using System.Runtime.CompilerServices;
using System.Text;
using Insurance.Gateway.Api;
using Insurance.Gateway.Errors;
using Insurance.Gateway.Ledger;
using Insurance.Gateway.Security;
using Insurance.V1;

namespace Insurance.Gateway.Operations;

/// <summary>Streams business events.</summary>
public sealed class EventOperations(ILedger ledger)
{
    /// <summary>The events about no one's book; a broker sees these and its own records' events.</summary>
    private static readonly string[] Public =
        ["ConsortiumInitialized", "ProductPublished", "ProductWithdrawn", "OracleRegistered", "OracleRevoked", "ReadingPublished", "IndexDetermined"];

    /// <summary>Replays from the position asked for, then follows.</summary>
    public async IAsyncEnumerable<BusinessEvent> SubscribeAsync(
        ApiCall call, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = (SubscribeRequest)call.Request;
        await foreach (var item in ledger.EventsAsync(Position(request), call.Role, cancellationToken))
        {
            if ((request.Names.Count > 0 && !request.Names.Contains(item.Name)) || !Visible(item, call.Caller))
            {
                continue;
            }

            yield return new BusinessEvent
            {
                Name = item.Name,
                BlockNumber = item.BlockNumber,
                TransactionId = item.TransactionId,
                PayloadJson = Encoding.UTF8.GetString(item.Payload.Span),
            };
        }
    }

    private static EventPosition? Position(SubscribeRequest request)
    {
        if (request.HasStartBlock)
        {
            return new EventPosition(
                request.StartBlock, request.AfterTransactionId.Length > 0 ? request.AfterTransactionId : null);
        }

        return request.AfterTransactionId.Length == 0
            ? null
            : throw GatewayErrors.InvalidValue("after_transaction_id needs start_block, the block that transaction is in.");
    }

    private static bool Visible(LedgerEvent item, Caller caller) =>
        !caller.IsBroker || Public.Contains(item.Name) || BrokerBook.Owns(caller, item.Payload);
}
