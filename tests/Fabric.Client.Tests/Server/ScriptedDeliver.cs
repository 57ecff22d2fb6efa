using Fabric.Protos.Common;

namespace Fabric.Client.Tests.Server;

/// <summary>Delivers three blocks for the first request and then waits, as a peer does.</summary>
internal sealed class ScriptedDeliver(CallLog log) : Deliver.DeliverBase
{
    public override async Task Deliver(IAsyncStreamReader<Envelope> requestStream, IServerStreamWriter<DeliverResponse> responseStream, ServerCallContext context)
    {
        if (!await requestStream.MoveNext(context.CancellationToken))
        {
            return;
        }

        for (ulong number = 0; number < 3; number++)
        {
            await responseStream.WriteAsync(new DeliverResponse { Block = new Block { Header = new BlockHeader { Number = number } } });
        }

        await log.UntilCancelledAsync("blocks", context.CancellationToken);
    }
}
