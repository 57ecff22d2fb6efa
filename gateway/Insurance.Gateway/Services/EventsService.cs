using Grpc.Core;
using Insurance.V1;

namespace Insurance.Gateway.Services;

/// <summary>insurance.v1.Events over gRPC.</summary>
public sealed class EventsService(GrpcApi api) : Events.EventsBase
{
    /// <inheritdoc/>
    public override Task Subscribe(
        SubscribeRequest request, IServerStreamWriter<BusinessEvent> responseStream, ServerCallContext context) =>
        api.StreamAsync(request, responseStream, context);
}
