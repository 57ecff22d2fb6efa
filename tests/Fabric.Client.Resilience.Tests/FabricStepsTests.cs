using System.Collections.Concurrent;

namespace Fabric.Client.Resilience.Tests;

/// <summary>Each step's time is measured once, by the options and on one clock.</summary>
public sealed class FabricStepsTests : IDisposable
{
    private static readonly LedgerCall Call = new("Create", [], "client");
    private readonly HungPeer _peer = new();
    private readonly EcdsaSigner _signer;
    private readonly FabricSteps _steps;

    public FabricStepsTests()
    {
        using var authority = CertificateAuthority.CreateRoot(new CertificateAuthorityOptions { CommonName = "ca" });
        var client = authority.Issue(new CertificateOptions { CommonName = "client" });
        _signer = EcdsaSigner.FromPem(client.PrivateKeyPem);
        _steps = new FabricSteps(_peer, "channel", "assets", Identities(client), new ResilienceOptions { Evaluate = TimeSpan.FromSeconds(4) }, new HurriedTime());
    }

    public void Dispose()
    {
        _steps.Dispose();
        _signer.Dispose();
    }

    [Fact]
    public async Task Call_OfAnIdentityWithTimeouts_HasNoDeadlineBesideTheOptions()
    {
        using var leaving = new CancellationTokenSource();
        var calls = new[] { _steps.EvaluateAsync(Call, leaving.Token), _steps.Propose(Call).EndorseAsync(leaving.Token) };
        await Waiting.UntilAsync(() => _peer.Deadlines.Count == 2);
        await leaving.CancelAsync();
        foreach (var call in calls)
        {
            await Should.ThrowAsync<OperationCanceledException>(() => call);
        }

        _peer.Deadlines.ShouldAllBe(deadline => deadline == null);
    }

    [Fact]
    public async Task Evaluate_PeerHangs_IsATimeoutWhenTheOptionsSay()
    {
        var ledger = new ResilientLedger(_steps, new ResilienceOptions { Evaluate = TimeSpan.FromSeconds(4) }, new HurriedTime());
        (await Should.ThrowAsync<LedgerException>(() => ledger.EvaluateAsync(Call, CancellationToken.None))).Failure.ShouldBe(LedgerFailure.Timeout);
    }

    [Fact]
    public async Task Events_PeerHangsWhenItIsAskedForItsExtent_IsATimeoutWhenTheOptionsSay()
    {
        await using var events = _steps.EventsAsync(null, "client", CancellationToken.None).GetAsyncEnumerator();
        (await Should.ThrowAsync<LedgerException>(async () => await events.MoveNextAsync())).Failure.ShouldBe(LedgerFailure.Timeout);
    }

    [Fact]
    public void Options_ThatCannotBe_AreAllNamed() =>
        Should.Throw<ArgumentException>(() => new ResilientLedger(_steps, new ResilienceOptions { Submit = TimeSpan.Zero, ConflictRetries = -1 }))
            .Message.ShouldBe("The options are not valid: Submit is 00:00:00, not positive; ConflictRetries is -1, below 0.");

    private Dictionary<string, GatewayOptions> Identities(IssuedCertificate client) => new()
    {
        ["client"] = new()
        {
            Identity = new X509Identity("Own", client.CertificatePem),
            Signer = _signer,
            EvaluateTimeout = TimeSpan.FromMinutes(1),
            EndorseTimeout = TimeSpan.FromMinutes(1),
        },
    };

    /// <summary>Answers nothing, and notes by when it was to.</summary>
    private sealed class HungPeer : UnaryInvoker
    {
        public ConcurrentBag<DateTime?> Deadlines { get; } = [];

        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
            Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
        {
            Deadlines.Add(options.Deadline);
            return new AsyncUnaryCall<TResponse>(
                HangAsync<TResponse>(options.CancellationToken), Task.FromResult(new Metadata()), () => Status.DefaultSuccess, () => [], () => { });
        }

        private static async Task<T> HangAsync<T>(CancellationToken cancellationToken)
        {
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                throw new RpcException(Status.DefaultCancelled);
            }

            throw new InvalidOperationException();
        }
    }
}
