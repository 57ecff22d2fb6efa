namespace Insurance.Gateway.UseCases.Events;

/// <summary>Streams business events.</summary>
internal sealed class EventOperations(ResilientLedger ledger, ChainReader chain, TransactionFacts facts)
{
    // Other organizations' peers may have blocks that this one's has not got yet.
    private const ulong Ahead = 100;
    private ulong _reached = Ahead;

    /// <summary>Replays from the position asked for, then follows.</summary>
    public async IAsyncEnumerable<BusinessEvent> SubscribeAsync(
        ApiCall call, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = (SubscribeRequest)call.Request;
        RefuseNames(request);
        await RefuseFarAsync(request, call.Role, cancellationToken);
        await RefuseUnknownAsync(request, call, cancellationToken);
        await foreach (var item in ledger.EventsAsync(Position(request), call.Role, cancellationToken))
        {
            if ((request.Names.Count > 0 && !request.Names.Contains(item.EventName)) || EventView.Of(item, call.Caller) is not { } payload)
            {
                continue;
            }

            yield return new BusinessEvent
            {
                Name = item.EventName,
                BlockNumber = item.BlockNumber,
                TransactionId = item.TransactionId,
                PayloadJson = payload,
            };
        }
    }

    /// <summary>Whoever asks for a name that no event has would wait for ever without a word.</summary>
    private static void RefuseNames(SubscribeRequest request)
    {
        var unknown = request.Names.Index().Where(name => !EventCatalogue.IsKnown(name.Item)).ToList();
        if (unknown.Count > 0)
        {
            throw GatewayErrors.EventNamesUnknown(unknown, EventCatalogue.Names);
        }
    }

    /// <summary>
    /// Refuses a position that this ledger will not reach soon: whoever kept it of another ledger, or of one that was
    /// restored since, would wait without a word.
    /// </summary>
    private async Task RefuseFarAsync(SubscribeRequest request, string role, CancellationToken cancellationToken)
    {
        if (request.StartBlock <= Volatile.Read(ref _reached))
        {
            return;
        }

        var height = (await chain.InfoAsync(role, cancellationToken)).Height;
        Volatile.Write(ref _reached, height);
        if (request.StartBlock > height && request.StartBlock - height > Ahead)
        {
            throw GatewayErrors.StartBeyondLedger(height);
        }
    }

    /// <summary>A peer that is asked to go on after a transaction that it does not have sends nothing and says nothing.</summary>
    private async Task RefuseUnknownAsync(SubscribeRequest request, ApiCall call, CancellationToken cancellationToken)
    {
        if (!request.HasStartBlock || request.AfterTransactionId.Length == 0)
        {
            return;
        }

        if (call.Caller.IsBroker)
        {
            await RefuseUnseenAsync(request, call, cancellationToken);
            return;
        }

        var place = new EventOptions { StartBlock = request.StartBlock, AfterTransactionId = request.AfterTransactionId };
        var (match, height) = await new PositionComparer(chain).CompareAsync(place, call.Role, cancellationToken);
        if (match == PositionMatch.Unknown)
        {
            throw GatewayErrors.PositionUnknown(height);
        }
    }

    /// <summary>A broker does not learn which transactions there are: it goes on after one whose event it received, or not at all.</summary>
    private async Task RefuseUnseenAsync(SubscribeRequest request, ApiCall call, CancellationToken cancellationToken)
    {
        var item = await facts.EventAsync(request.AfterTransactionId, call.Role, cancellationToken);
        if (item?.BlockNumber != request.StartBlock || !EventView.IsVisible(item, call.Caller))
        {
            throw GatewayErrors.PositionUnknown((await chain.InfoAsync(call.Role, cancellationToken)).Height);
        }
    }

    private static EventOptions? Position(SubscribeRequest request)
    {
        if (request.HasStartBlock)
        {
            return new EventOptions
            {
                StartBlock = request.StartBlock,
                AfterTransactionId = request.AfterTransactionId.Length > 0 ? request.AfterTransactionId : null,
            };
        }

        return request.AfterTransactionId.Length == 0
            ? null
            : throw GatewayErrors.InvalidValue("It needs startBlock, the block that transaction is in.", "afterTransactionId");
    }
}
