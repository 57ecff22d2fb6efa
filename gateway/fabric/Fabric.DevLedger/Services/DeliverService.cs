using Grpc.Core;
using DeliverResponse = Fabric.Protos.Peer.DeliverResponse;
using Status = Fabric.Protos.Common.Status;

namespace Fabric.DevLedger.Services;

/// <summary>Fabric's <c>protos.Deliver</c>: blocks from the chain and as they are committed.</summary>
internal sealed class DeliverService(LedgerContext ledger) : Deliver.DeliverBase
{
    // Fabric's default peer.authentication.timewindow.
    private static readonly TimeSpan TimeWindow = TimeSpan.FromMinutes(15);

    public override Task Deliver(
        IAsyncStreamReader<Envelope> requestStream, IServerStreamWriter<DeliverResponse> responseStream, ServerCallContext context) =>
        ServeAsync(requestStream, responseStream, context, (block, _, _) => new DeliverResponse { Block = block });

    public override Task DeliverFiltered(
        IAsyncStreamReader<Envelope> requestStream, IServerStreamWriter<DeliverResponse> responseStream, ServerCallContext context) =>
        ServeAsync(requestStream, responseStream, context, (block, _, _) => new DeliverResponse
        {
            FilteredBlock = FilteredBlocks.Of(block, ledger.Channel),
        });

    public override Task DeliverWithPrivateData(
        IAsyncStreamReader<Envelope> requestStream, IServerStreamWriter<DeliverResponse> responseStream, ServerCallContext context) =>
        ServeAsync(requestStream, responseStream, context, (block, reader, request) => new DeliverResponse
        {
            BlockAndPrivateData = PrivateDataBlocks.Of(block, reader, request.Creator, ledger),
        });

    private async Task ServeAsync(
        IAsyncStreamReader<Envelope> requests,
        IServerStreamWriter<DeliverResponse> responses,
        ServerCallContext context,
        Func<Block, LedgerReader, SeekRequest, DeliverResponse> render)
    {
        using var open = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, ledger.Stopping);
        OrganizationCounter.Place? place = null;
        try
        {
            while (await requests.MoveNext(open.Token))
            {
                var (request, refusal) = Decode(requests.Current);
                if (request is not null && place is null)
                {
                    CallAdmission.Of(context)?.Verified(request.Creator);
                    place = ledger.Streams.Enter(request.Creator);
                }

                var status = refusal ?? await SendAsync(request!, responses, context, render, open.Token);
                await responses.WriteAsync(new DeliverResponse { Status = status }, ledger, context, open.Token);
                if (status != Status.Success)
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (!context.CancellationToken.IsCancellationRequested)
        {
            throw ServiceErrors.Status(StatusCode.Unavailable, "the server is stopping");
        }
        finally
        {
            place?.Dispose();
        }
    }

    private async Task<Status> SendAsync(
        SeekRequest request,
        IServerStreamWriter<DeliverResponse> responses,
        ServerCallContext context,
        Func<Block, LedgerReader, SeekRequest, DeliverResponse> render,
        CancellationToken cancellationToken)
    {
        var height = ledger.Notifier.Height;
        if (Position(request.Seek.Start, height, height) is not { } number ||
            Position(request.Seek.Stop, height, ulong.MaxValue) is not { } stop || stop < number)
        {
            return Status.BadRequest;
        }

        while (true)
        {
            if (request.Seek.Behavior == SeekInfo.Types.SeekBehavior.FailIfNotReady && number >= ledger.Notifier.Height)
            {
                return Status.NotFound;
            }

            await ledger.Notifier.WaitForBlockAsync(number, cancellationToken);
            DeliverResponse response;
            using (var lease = await ledger.Readers.RentAsync(cancellationToken))
            {
                if (lease.Reader.Block(number) is not { } stored)
                {
                    return Status.InternalServerError;
                }

                response = render(stored.Block, lease.Reader, request);
            }

            await responses.WriteAsync(response, ledger, context, cancellationToken);
            if (number == stop)
            {
                return Status.Success;
            }

            number++;
        }
    }

    private static ulong? Position(SeekPosition? position, ulong height, ulong nextCommit) => position?.TypeCase switch
    {
        SeekPosition.TypeOneofCase.Oldest => 0,
        SeekPosition.TypeOneofCase.Newest => height - 1,
        SeekPosition.TypeOneofCase.Specified => position.Specified.Number,
        SeekPosition.TypeOneofCase.NextCommit => nextCommit,
        _ => null,
    };

    private bool IsTimely(Google.Protobuf.WellKnownTypes.Timestamp? sent)
    {
        try
        {
            // A client that does not know of a moved clock may read all the same.
            return sent?.ToDateTimeOffset() is { } time && (IsNear(time, ledger.ClientTime) || IsNear(time, ledger.Time));
        }
        catch (InvalidOperationException)
        {
            // No moment of any calendar.
            return false;
        }
    }

    private static bool IsNear(DateTimeOffset time, TimeProvider clock) => (clock.GetUtcNow() - time).Duration() <= TimeWindow;

    private (SeekRequest? Request, Status? Refusal) Decode(Envelope envelope)
    {
        Payload payload;
        ChannelHeader channel;
        SignatureHeader signature;
        SeekInfo seek;
        try
        {
            payload = MessageDecoder.Parse(Payload.Parser, envelope.Payload);
            channel = MessageDecoder.Parse(ChannelHeader.Parser, payload.Header?.ChannelHeader ?? ByteString.Empty);
            signature = MessageDecoder.Parse(SignatureHeader.Parser, payload.Header?.SignatureHeader ?? ByteString.Empty);
            seek = MessageDecoder.Parse(SeekInfo.Parser, payload.Data);
        }
        catch (ProposalFormatException)
        {
            return (null, Status.BadRequest);
        }

        if (!IsTimely(channel.Timestamp))
        {
            return (null, Status.BadRequest);
        }

        if (channel.ChannelId != ledger.Channel)
        {
            return (null, Status.NotFound);
        }

        var creator = ledger.Membership.Find(signature.Creator.Span, out _);
        if (creator is null || !ledger.Membership.CanRead(creator) ||
            creator.CheckValidity(ledger.Time.GetUtcNow()) is { Reason: Msp.IdentityErrorReason.Expired } ||
            !creator.VerifyMessage(envelope.Payload.Span, envelope.Signature.Span))
        {
            return (null, Status.Forbidden);
        }

        return seek.Start is null || seek.Stop is null
            ? (null, Status.BadRequest)
            : (new SeekRequest(seek, creator), null);
    }
}
