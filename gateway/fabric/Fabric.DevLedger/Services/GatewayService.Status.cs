using Grpc.Core;

namespace Fabric.DevLedger.Services;

internal sealed partial class GatewayService
{
    private const int EventsPerRead = 256;

    // What a stream that nobody reads holds in memory, apart from the rest of one block.
    private const long BytesPerRead = 256 * 1024;

    public override async Task<CommitStatusResponse> CommitStatus(SignedCommitStatusRequest request, ServerCallContext context)
    {
        if (request.Request.IsEmpty)
        {
            throw ServiceErrors.Status(StatusCode.InvalidArgument, "a commit status request is required");
        }

        var asked = ParseRequest(CommitStatusRequest.Parser, request.Request, "invalid status request: ");
        if (ledger.AnswersAs31 && Missing(asked) is { } missing)
        {
            throw ServiceErrors.Status(StatusCode.InvalidArgument, missing);
        }

        CallAdmission.Of(context)?.Verified(DemandReader(asked.ChannelId, asked.Identity, request.Request, request.Signature));
        var status = await StatusAsync(asked.TransactionId, context.CancellationToken);
        return new CommitStatusResponse { Result = status.Code, BlockNumber = status.Position.Block };
    }

    public override async Task ChaincodeEvents(
        SignedChaincodeEventsRequest request,
        IServerStreamWriter<ChaincodeEventsResponse> responseStream,
        ServerCallContext context)
    {
        if (request.Request.IsEmpty)
        {
            throw ServiceErrors.Status(StatusCode.InvalidArgument, "a chaincode events request is required");
        }

        var asked = ParseRequest(ChaincodeEventsRequest.Parser, request.Request, "invalid chaincode events request: ");
        var reader = DemandReader(asked.ChannelId, asked.Identity, request.Request, request.Signature);
        CallAdmission.Of(context)?.Verified(reader);
        using var place = ledger.Streams.Enter(reader);
        using var open = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, ledger.Stopping);
        var (block, after) = StartOf(asked);

        // Informs the client that the stream is open before the first event.
        await context.WriteResponseHeadersAsync([]);
        try
        {
            await StreamEventsAsync(asked.ChaincodeId, block, after, responseStream, context, open.Token);
        }
        catch (OperationCanceledException) when (!context.CancellationToken.IsCancellationRequested)
        {
            throw ServiceErrors.Status(StatusCode.Unavailable, "the server is stopping");
        }
    }

    private static T ParseRequest<T>(MessageParser<T> parser, ByteString bytes, string prefix)
        where T : IMessage<T>, new()
    {
        try
        {
            return MessageDecoder.ParseRequest(parser, bytes);
        }
        catch (ProposalFormatException e)
        {
            throw ServiceErrors.Status(StatusCode.InvalidArgument, prefix + e.Message);
        }
    }

    private static string? Missing(CommitStatusRequest asked) =>
        asked.Identity.IsEmpty ? "no identity provided"
        : asked.ChannelId.Length == 0 ? "no channel ID provided"
        : asked.TransactionId.Length == 0 ? "transaction ID should not be empty"
        : null;

    private VerifiedIdentity DemandReader(string channel, ByteString identity, ByteString signed, ByteString signature)
    {
        var reader = ledger.Membership.Find(identity.Span, out _);
        var refusal = channel.Length == 0
            ? "Invalid channel ID name during check policy on signed data. Name must be different from nil."
            : channel != ledger.Channel ? $"Failed to get policy manager for channel [{channel}]"
            : reader is not null && ledger.Membership.CanRead(reader) &&
              reader.VerifyMessage(signed.Span, signature.Span) ? null
            : AccessRefusal.Message(channel, "Readers");
        if (refusal is not null)
        {
            throw ServiceErrors.Status(StatusCode.PermissionDenied, refusal);
        }

        return reader!;
    }

    private async Task<TransactionStatus> StatusAsync(string transactionId, CancellationToken cancellationToken)
    {
        if (ledger.Notifier.TryGetRecent(transactionId, out var recent))
        {
            return recent;
        }

        using var registration = ledger.Notifier.Wait(transactionId);
        if (ledger.Notifier.TryGetRecent(transactionId, out recent))
        {
            return recent;
        }

        using (var lease = await ledger.Readers.RentAsync(cancellationToken))
        {
            // A block that nobody was informed of yet, or a purge whose bytes are not gone yet, is waited for.
            if (lease.Reader.Transaction(transactionId) is { } stored && stored.Position.Block < ledger.Notifier.Height
                && !ledger.Notifier.IsWithheld(transactionId))
            {
                return stored;
            }
        }

        using var open = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, ledger.Stopping);
        try
        {
            return await registration.Task.WaitAsync(open.Token);
        }
        catch (OperationCanceledException)
        {
            throw ledger.Stopping.IsCancellationRequested
                ? ServiceErrors.Status(StatusCode.Unavailable, "the server is stopping")
                : ServiceErrors.Status(StatusCode.DeadlineExceeded, "context deadline exceeded");
        }
    }

    /// <summary>The first block, and the transaction after which events pass.</summary>
    private (ulong Block, string? After) StartOf(ChaincodeEventsRequest asked)
    {
        var after = asked.AfterTransactionId.Length > 0 ? asked.AfterTransactionId : null;
        if (after is not null)
        {
            using var lease = ledger.Readers.Rent();
            if (lease.Reader.Transaction(after) is { } status)
            {
                return (status.Position.Block, after);
            }
        }

        return asked.StartPosition?.TypeCase switch
        {
            null or SeekPosition.TypeOneofCase.None or SeekPosition.TypeOneofCase.NextCommit => (ledger.Notifier.Height, after),
            SeekPosition.TypeOneofCase.Specified => (asked.StartPosition.Specified.Number, after),
            var other => throw ServiceErrors.Status(
                StatusCode.InvalidArgument, $"invalid start position type: *orderer.SeekPosition_{other}"),
        };
    }

    private async Task StreamEventsAsync(
        string chaincode,
        ulong block,
        string? after,
        IServerStreamWriter<ChaincodeEventsResponse> stream,
        ServerCallContext context,
        CancellationToken cancellationToken)
    {
        // A block far ahead has no position yet.
        await ledger.Notifier.WaitForBlockAsync(block == 0 ? 0 : block - 1, cancellationToken);
        var position = TransactionHeight.FirstPosition(block);
        while (true)
        {
            var height = ledger.Notifier.Height;
            var end = TransactionHeight.FirstPosition(height);
            if (position >= end)
            {
                await ledger.Notifier.WaitForBlockAsync(TransactionHeight.FromPosition(position).Block, cancellationToken);
                continue;
            }

            var (events, next) = await ReadEventsAsync(position, end, cancellationToken);
            position = next;
            if (after is not null && events.Count == 0)
            {
                continue;
            }

            var response = new ChaincodeEventsResponse();
            foreach (var stored in events)
            {
                if (after is not null)
                {
                    after = stored.Event.TxId == after ? null : after;
                    continue;
                }

                if (stored.Event.ChaincodeId != chaincode)
                {
                    continue;
                }

                if (response.Events.Count > 0 && response.BlockNumber != stored.Position.Block)
                {
                    await stream.WriteAsync(response, ledger, context, cancellationToken);
                    response = new ChaincodeEventsResponse();
                }

                response.BlockNumber = stored.Position.Block;
                response.Events.Add(stored.Event);
            }

            if (response.Events.Count > 0)
            {
                await stream.WriteAsync(response, ledger, context, cancellationToken);
            }
        }
    }

    /// <summary>Reads the events of whole blocks, some at a time.</summary>
    private async Task<(List<StoredEvent> Events, long Next)> ReadEventsAsync(long position, long end, CancellationToken cancellationToken)
    {
        using var lease = await ledger.Readers.RentAsync(cancellationToken);
        var events = lease.Reader.Events(position, end, EventsPerRead, BytesPerRead, out var all);
        if (all)
        {
            return (events, end);
        }

        // The limit may have cut a block in two; take the rest of it.
        var last = events[^1].Position;
        var nextBlock = TransactionHeight.FirstPosition(last.Block + 1);
        events.AddRange(lease.Reader.Events(last.Position + 1, nextBlock, TransactionHeight.MaxTransactionsPerBlock, long.MaxValue, out _));
        return (events, nextBlock);
    }
}
