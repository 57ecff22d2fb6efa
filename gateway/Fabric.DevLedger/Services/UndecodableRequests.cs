using Grpc.Core;
using Grpc.Core.Interceptors;

namespace Fabric.DevLedger.Services;

/// <summary>
/// A request that cannot be decoded is answered INTERNAL, as Fabric's own servers do. The official gRPC server says
/// UNKNOWN there, which it also says of a method that failed; what tells the two apart is that no method was reached.
/// </summary>
internal static class UndecodableRequests
{
    private const string StatusHeader = "grpc-status";
    private const string MessageHeader = "grpc-message";
    private static readonly object Reached = new();
    private static readonly string Unknown = ((int)StatusCode.Unknown).ToString(System.Globalization.CultureInfo.InvariantCulture);
    private static readonly string Internal = ((int)StatusCode.Internal).ToString(System.Globalization.CultureInfo.InvariantCulture);

    public static async Task AnswerInternalAsync(HttpContext context, RequestDelegate next)
    {
        await next(context).ConfigureAwait(false);
        var headers = context.Response.Headers;
        if (!context.Response.HasStarted && headers[StatusHeader] == Unknown && !context.Items.ContainsKey(Reached))
        {
            headers[StatusHeader] = Internal;
            headers[MessageHeader] = "The request could not be decoded.";
        }
    }

    /// <summary>Notes that a unary or server-streaming call was decoded and handed to its method.</summary>
    internal sealed class Note : Interceptor
    {
        public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
            TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
        {
            Set(context);
            return continuation(request, context);
        }

        public override Task ServerStreamingServerHandler<TRequest, TResponse>(
            TRequest request,
            IServerStreamWriter<TResponse> responseStream,
            ServerCallContext context,
            ServerStreamingServerMethod<TRequest, TResponse> continuation)
        {
            Set(context);
            return continuation(request, responseStream, context);
        }

        public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
            IAsyncStreamReader<TRequest> requestStream,
            IServerStreamWriter<TResponse> responseStream,
            ServerCallContext context,
            DuplexStreamingServerMethod<TRequest, TResponse> continuation)
        {
            Set(context);
            return continuation(requestStream, responseStream, context);
        }

        private static void Set(ServerCallContext context) => context.GetHttpContext().Items[Reached] = Reached;
    }
}
