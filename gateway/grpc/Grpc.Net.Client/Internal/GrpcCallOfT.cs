using Grpc.Core;
using Grpc.Core.Internal;

namespace Grpc.Net.Client.Internal;

/// <summary>A call with its message types.</summary>
internal sealed class GrpcCall<TRequest, TResponse> : GrpcCall
    where TRequest : class
    where TResponse : class
{
    public GrpcCall(GrpcChannel channel, Method<TRequest, TResponse> method, string? host, in CallOptions options)
        : base(channel, method, host, options) => Method = method;

    public Method<TRequest, TResponse> Method { get; }

    /// <summary>Runs a call that is answered by a single message.</summary>
    public async Task<TResponse> CallForOneResponseAsync(HttpContent content)
    {
        if (await StartAsync(content).ConfigureAwait(false))
        {
            try
            {
                if (await ReadOneResponseAsync().ConfigureAwait(false) is { } response)
                {
                    return response;
                }
            }
            catch (Exception e)
            {
                Finish(e);
            }
        }

        throw FinishedException();
    }

    public async ValueTask<MessageReader> OpenReaderAsync() => new(
        await Response.Content.ReadAsStreamAsync(Token).ConfigureAwait(false),
        Channel.Options.MaxReceiveMessageSize,
        ResponseHeaders.First(Response.Headers, Protocol.EncodingHeader));

    public TResponse Deserialize(PayloadReader payload)
    {
        try
        {
            return Method.ResponseMarshaller.ContextualDeserializer(payload);
        }
        catch (Exception e)
        {
            throw new RpcException(new Status(StatusCode.Internal, ErrorMessages.Build("Failed to deserialize response message.", e), e));
        }
    }

    /// <summary>Ends the call with the status that follows the last message.</summary>
    public Status FinishWithTrailers(bool incomplete = false)
    {
        var status = ResponseHeaders.StatusOf(Response.TrailingHeaders) ?? ResponseHeaders.NoStatus;
        if (incomplete && status.StatusCode == StatusCode.OK)
        {
            status = new Status(StatusCode.Internal, "The server answered with success but without a message.");
        }

        Finish(status, ResponseHeaders.ToMetadata(Response.TrailingHeaders));
        return status;
    }

    private async ValueTask<TResponse?> ReadOneResponseAsync()
    {
        using var reader = await OpenReaderAsync().ConfigureAwait(false);
        TResponse? response = null;
        while (await reader.MoveNextAsync(Token).ConfigureAwait(false))
        {
            if (response is not null)
            {
                throw new RpcException(new Status(StatusCode.Internal, "The server sent more than one message in answer to a call that takes one."));
            }

            response = Deserialize(reader.Payload);
        }

        FinishWithTrailers(incomplete: response is null);

        // Not the trailers' status but the call's: cancellation may have come first.
        return GetStatus(this).StatusCode == StatusCode.OK ? response : null;
    }
}
