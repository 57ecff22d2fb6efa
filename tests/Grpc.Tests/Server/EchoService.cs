using Google.Protobuf;
using Grpc.Tests.Protocol;

namespace Grpc.Tests.Server;

/// <summary>Does what requests ask for.</summary>
public sealed class EchoService(CallLog log) : Echo.EchoBase
{
    public override async Task<EchoReply> Unary(EchoRequest request, ServerCallContext context)
    {
        await ActAsync(request, context);
        return new EchoReply { Payload = request.Payload, Index = 1 };
    }

    public override async Task ServerStream(EchoRequest request, IServerStreamWriter<EchoReply> responseStream, ServerCallContext context)
    {
        try
        {
            for (var i = 0; i < request.Count; i++)
            {
                await responseStream.WriteAsync(new EchoReply { Payload = request.Payload, Index = i });
            }

            await ActAsync(request, context);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            log.Cancelled(context);
            throw;
        }
    }

    public override async Task<EchoReply> ClientStream(IAsyncStreamReader<EchoRequest> requestStream, ServerCallContext context)
    {
        var count = 0;
        var last = ByteString.Empty;
        try
        {
            while (await requestStream.MoveNext(context.CancellationToken))
            {
                count++;
                last = requestStream.Current.Payload;
                await ActAsync(requestStream.Current, context);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            log.Cancelled(context);
            throw;
        }

        return new EchoReply { Payload = last, Index = count };
    }

    public override async Task Duplex(IAsyncStreamReader<EchoRequest> requestStream, IServerStreamWriter<EchoReply> responseStream, ServerCallContext context)
    {
        var index = 0;
        try
        {
            await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
            {
                await ActAsync(request, context);
                await responseStream.WriteAsync(new EchoReply { Payload = request.Payload, Index = index++ });
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            log.Cancelled(context);
            throw;
        }
    }

    private async Task ActAsync(EchoRequest request, ServerCallContext context)
    {
        foreach (var entry in context.RequestHeaders.Where(entry => entry.Key.StartsWith("x-", StringComparison.Ordinal)))
        {
            context.ResponseTrailers.Add(entry);
        }

        switch (request.Action)
        {
            case "" or "echo":
                return;
            case "headers":
                await context.WriteResponseHeadersAsync(new Metadata { { "early", "yes" }, { "early-bin", [0, 255, 1] } });
                return;
            case "wait":
                log.Waiting(context);
                await log.UntilCancelledAsync(context);
                return;
            case "end-at-once":
                // Continues inside the token's callback, unlike a delay.
                await log.Released.WaitAsync(context.CancellationToken);
                return;
            case "end-as-cancelled":
                try
                {
                    await log.Released.WaitAsync(context.CancellationToken);
                }
                catch (OperationCanceledException)
                {
                    // As a call to yet another server would end.
                    throw new RpcException(new Status(StatusCode.Cancelled, "downstream"));
                }

                return;
            case "ignore-cancellation":
                await log.Released;
                return;
            case "throw":
                throw new InvalidOperationException("the secret reason");
            case "fail":
                throw new RpcException(
                    new Status((StatusCode)request.Code, request.Detail),
                    new Metadata { { "reason", "asked for" }, { "grpc-status-details-bin", request.Payload.ToByteArray() } });
            case "status":
                context.Status = new Status((StatusCode)request.Code, request.Detail);
                return;
            case "describe":
                throw new RpcException(new Status(StatusCode.OutOfRange, $"{context.Method}|{context.Host}|{context.Peer}|{context.Deadline:O}"));
            default:
                throw new RpcException(new Status(StatusCode.InvalidArgument, $"unknown action {request.Action}"));
        }
    }
}
