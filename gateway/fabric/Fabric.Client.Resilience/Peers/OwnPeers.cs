using Grpc.Health.V1;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fabric.Client.Resilience;

/// <summary>
/// The organization's peers in the order of the configuration: calls go to the first that answers. One that leaves a call
/// without an answer for a while is asked how it is; when it leaves that without one too, all that is under way there moves on, and it
/// gets no more until it answers again.
/// </summary>
public sealed partial class OwnPeers : IDisposable
{
    private static readonly TimeSpan Doubt = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(5);
    private readonly IReadOnlyList<OwnPeer> _peers;
    private readonly TimeProvider _clock;
    private readonly ILogger<OwnPeers> _logger;
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Creates it.</summary>
    /// <param name="peers">The peers, the preferred one first.</param>
    /// <param name="clock">Measures waits; the system's clock if absent.</param>
    /// <param name="logger">Logs who does not answer.</param>
    /// <exception cref="ArgumentException">There is no peer.</exception>
    public OwnPeers(IReadOnlyList<OwnPeer> peers, TimeProvider? clock = null, ILogger<OwnPeers>? logger = null)
    {
        ArgumentOutOfRangeException.ThrowIfZero(peers.Count, nameof(peers));
        _peers = peers;
        _clock = clock ?? TimeProvider.System;
        _logger = logger ?? NullLogger<OwnPeers>.Instance;
        Invoker = peers.Count == 1 ? peers[0].Invoker : new OwnPeersInvoker(this);
    }

    /// <summary>Makes calls to the peer whose turn it is; unary and duplex calls, which are all that Fabric's clients make.</summary>
    public CallInvoker Invoker { get; }

    /// <summary>The peer for the next call; the first of all where none answers.</summary>
    internal OwnPeer Current => _peers.FirstOrDefault(peer => !peer.IsSilent) ?? _peers[0];

    /// <summary>Waits for an answer, and doubts the peer when it stays away.</summary>
    internal async Task<T> WatchAsync<T>(OwnPeer peer, Task<T> answer)
    {
        using var answered = new CancellationTokenSource();
        var doubt = Task.Delay(Doubt, _clock, answered.Token);
        if (await Task.WhenAny(answer, doubt).ConfigureAwait(false) == doubt)
        {
            _ = LookAsync(peer);
        }

        await answered.CancelAsync().ConfigureAwait(false);
        return await answer.ConfigureAwait(false);
    }

    /// <summary>Nobody answers there, or the connection broke.</summary>
    internal void Failed(OwnPeer peer) => _ = LookAsync(peer);

    /// <inheritdoc/>
    public void Dispose() => _stopping.Cancel();

    private async Task LookAsync(OwnPeer peer)
    {
        if (_peers.Count == 1 || !peer.BeginsAsking())
        {
            return;
        }

        try
        {
            while (!await AnswersAsync(peer).ConfigureAwait(false))
            {
                if (!peer.IsSilent)
                {
                    LogSilent(peer.Name);
                    peer.Distrust();
                }

                await Task.Delay(BetweenLooks, _clock, _stopping.Token).ConfigureAwait(false);
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
        using var timer = new CancellationTokenSource(Patience, _clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, _stopping.Token);
        try
        {
            await new Health.HealthClient(peer.Invoker).CheckAsync(new HealthCheckRequest(), cancellationToken: either.Token).ConfigureAwait(false);
            return true;
        }
        catch (RpcException error)
        {
            _stopping.Token.ThrowIfCancellationRequested();
            return error.StatusCode is not (StatusCode.Cancelled or StatusCode.Unavailable or StatusCode.DeadlineExceeded)
                && error.Status.DebugException is null;
        }
    }

    [LoggerMessage(501, LogLevel.Warning, "The peer at {Peer} does not answer; calls go to the organization's next one")]
    private partial void LogSilent(string peer);

    [LoggerMessage(502, LogLevel.Information, "The peer at {Peer} answers again")]
    private partial void LogBack(string peer);
}
