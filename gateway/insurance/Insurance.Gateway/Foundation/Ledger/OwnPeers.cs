using Grpc.Core;
using Grpc.Health.V1;
using Microsoft.Extensions.Logging;

namespace Insurance.Gateway.Foundation.Ledger;

/// <summary>
/// The organization's peers in the order of the configuration: calls go to the first that answers. One that leaves a call
/// without an answer for a while is asked how it is; when it leaves that without one too, all that is under way there moves on, and it
/// gets no more until it answers again.
/// </summary>
internal sealed partial class OwnPeers(IReadOnlyList<OwnPeer> peers, TimeProvider clock, ILogger<OwnPeers> logger) : IDisposable
{
    private static readonly TimeSpan Doubt = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(5);
    private readonly CancellationTokenSource stopping = new();

    /// <summary>The peer for the next call; the first of all where none answers.</summary>
    public OwnPeer Current => peers.FirstOrDefault(peer => !peer.IsSilent) ?? peers[0];

    /// <summary>Waits for an answer, and doubts the peer when it stays away.</summary>
    public async Task<T> WatchAsync<T>(OwnPeer peer, Task<T> answer)
    {
        using var answered = new CancellationTokenSource();
        var doubt = Task.Delay(Doubt, clock, answered.Token);
        if (await Task.WhenAny(answer, doubt) == doubt)
        {
            _ = LookAsync(peer);
        }

        await answered.CancelAsync();
        return await answer;
    }

    /// <summary>Nobody answers there, or the connection broke.</summary>
    public void Failed(OwnPeer peer) => _ = LookAsync(peer);

    /// <inheritdoc/>
    public void Dispose() => stopping.Cancel();

    private async Task LookAsync(OwnPeer peer)
    {
        if (peers.Count == 1 || !peer.BeginsAsking())
        {
            return;
        }

        try
        {
            while (!await AnswersAsync(peer))
            {
                if (!peer.IsSilent)
                {
                    LogSilent(peer.Name);
                    peer.Distrust();
                }

                await Task.Delay(BetweenLooks, clock, stopping.Token);
            }

            if (peer.IsSilent)
            {
                LogBack(peer.Name);
                peer.Trust();
            }
        }
        catch (OperationCanceledException)
        {
            // The gateway stops.
        }
        finally
        {
            peer.EndsAsking();
        }
    }

    /// <summary>Any answer will do: a Fabric peer's is that it has no such service.</summary>
    private async Task<bool> AnswersAsync(OwnPeer peer)
    {
        using var timer = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, stopping.Token);
        try
        {
            await new Health.HealthClient(peer.Invoker).CheckAsync(new HealthCheckRequest(), cancellationToken: either.Token);
            return true;
        }
        catch (RpcException error)
        {
            stopping.Token.ThrowIfCancellationRequested();
            return error.StatusCode is not (StatusCode.Cancelled or StatusCode.Unavailable or StatusCode.DeadlineExceeded)
                && error.Status.DebugException is null;
        }
    }

    [LoggerMessage(501, LogLevel.Warning, "The peer at {Peer} does not answer; calls go to the organization's next one")]
    private partial void LogSilent(string peer);

    [LoggerMessage(502, LogLevel.Information, "The peer at {Peer} answers again")]
    private partial void LogBack(string peer);
}
