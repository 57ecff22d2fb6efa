using Status = Grpc.Core.Status;

namespace Fabric.Client.Resilience;

/// <summary>Sends each call to the peer whose turn it is. Proposals, envelopes and questions are the same at every peer of the channel.</summary>
internal sealed class OwnPeersInvoker(OwnPeers peers) : CallInvoker
{
    /// <inheritdoc/>
    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        var peer = peers.Current;
        var trusted = peer.Trusted;
        var either = Either(options, peer, trusted);
        var call = peer.Invoker.AsyncUnaryCall(method, host, options.WithCancellationToken(either.Token), request);
        return new AsyncUnaryCall<TResponse>(
            AnswerAsync(peer, trusted, options.CancellationToken, call.ResponseAsync),
            call.ResponseHeadersAsync,
            call.GetStatus,
            call.GetTrailers,
            () =>
            {
                call.Dispose();
                either.Dispose();
            });
    }

    /// <inheritdoc/>
    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        var peer = peers.Current;
        var trusted = peer.Trusted;
        var either = Either(options, peer, trusted);
        var call = peer.Invoker.AsyncDuplexStreamingCall(method, host, options.WithCancellationToken(either.Token));
        return new AsyncDuplexStreamingCall<TRequest, TResponse>(
            call.RequestStream,
            new Responses<TResponse>(this, peer, trusted, options.CancellationToken, call.ResponseStream),
            call.ResponseHeadersAsync,
            call.GetStatus,
            call.GetTrailers,
            () =>
            {
                call.Dispose();
                either.Dispose();
            });
    }

    /// <inheritdoc/>
    public override TResponse BlockingUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) => throw new NotSupportedException();

    // While no peer answers there is nothing to move on to.
    private static CancellationTokenSource Either(CallOptions options, OwnPeer peer, CancellationToken trusted) =>
        CancellationTokenSource.CreateLinkedTokenSource(options.CancellationToken, peer.IsSilent ? CancellationToken.None : trusted);

    private async Task<T> AnswerAsync<T>(OwnPeer peer, CancellationToken trusted, CancellationToken caller, Task<T> answer)
    {
        try
        {
            return await peers.WatchAsync(peer, answer).ConfigureAwait(false);
        }
        catch (RpcException error)
        {
            throw Explained(peer, trusted, caller, error);
        }
    }

    private RpcException Explained(OwnPeer peer, CancellationToken trusted, CancellationToken caller, RpcException error)
    {
        if (error.StatusCode == StatusCode.Cancelled && trusted.IsCancellationRequested && !caller.IsCancellationRequested)
        {
            return new RpcException(new Status(StatusCode.Unavailable, $"The peer at {peer.Name} does not answer.", error));
        }

        if (error.Status.DebugException is not null)
        {
            peers.Failed(peer);
        }

        return error;
    }

    private sealed class Responses<T>(
        OwnPeersInvoker invoker, OwnPeer peer, CancellationToken trusted, CancellationToken caller, IAsyncStreamReader<T> inner) : IAsyncStreamReader<T>
    {
        public T Current => inner.Current;

        public async Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            try
            {
                return await inner.MoveNext(cancellationToken).ConfigureAwait(false);
            }
            catch (RpcException error) when (!cancellationToken.IsCancellationRequested)
            {
                throw invoker.Explained(peer, trusted, caller, error);
            }
        }
    }
}
