using Grpc.Reflection.V1Alpha;

namespace Insurance.Gateway.Transport.Rpc;

/// <summary>grpc.reflection.v1alpha, which older tools ask for.</summary>
internal sealed class AlphaReflectionService(ReflectionStreams streams) : ReflectionServiceImpl(ReflectionStreams.Names, ReflectionStreams.Symbols)
{
    /// <inheritdoc/>
    public override Task ServerReflectionInfo(
        IAsyncStreamReader<ServerReflectionRequest> requestStream,
        IServerStreamWriter<ServerReflectionResponse> responseStream,
        ServerCallContext context) => streams.RunAsync(
            requestStream,
            responseStream,
            context,
            (request, response) => (response.OriginalRequest, response.ValidHost) = (request, request.Host),
            base.ServerReflectionInfo);
}
