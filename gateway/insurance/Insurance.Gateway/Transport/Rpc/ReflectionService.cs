using Grpc.Reflection.V1;

namespace Insurance.Gateway.Transport.Rpc;

/// <summary>grpc.reflection.v1.</summary>
internal sealed class ReflectionService(ReflectionStreams streams) : ReflectionV1ServiceImpl(ReflectionStreams.Names, ReflectionStreams.Symbols)
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
