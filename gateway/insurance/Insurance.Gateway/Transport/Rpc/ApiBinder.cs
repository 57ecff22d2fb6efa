using Grpc.AspNetCore.Server.Model;

namespace Insurance.Gateway.Transport.Rpc;

/// <summary>Maps every method of the table to gRPC from its descriptor, with its rule as the endpoint's metadata.</summary>
internal sealed class ApiBinder(MethodTable methods) : IServiceMethodProvider<GrpcApi>
{
    /// <inheritdoc/>
    public void OnServiceMethodDiscovery(ServiceMethodProviderContext<GrpcApi> context)
    {
        foreach (var method in methods.All)
        {
            var descriptor = method.Descriptor;
            var bound = new Method<IMessage, IMessage>(
                descriptor.IsServerStreaming ? MethodType.ServerStreaming : MethodType.Unary,
                descriptor.Service.FullName,
                descriptor.Name,
                InBinary(descriptor.InputType.Parser),
                InBinary(descriptor.OutputType.Parser));
            if (descriptor.IsServerStreaming)
            {
                context.AddServerStreamingMethod(
                    bound, [method.Rule], (api, request, responses, call) => api.StreamAsync(method, request, responses, call));
            }
            else
            {
                context.AddUnaryMethod(bound, [method.Rule], (api, request, call) => api.CallAsync(method, request, call));
            }
        }
    }

    private static Marshaller<IMessage> InBinary(MessageParser parser) => new(
        (message, context) =>
        {
            context.SetPayloadLength(message.CalculateSize());
            message.WriteTo(context.GetBufferWriter());
            context.Complete();
        },
        context => parser.ParseFrom(context.PayloadAsReadOnlySequence()));
}
