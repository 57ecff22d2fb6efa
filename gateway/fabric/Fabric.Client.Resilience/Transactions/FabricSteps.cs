namespace Fabric.Client.Resilience;

/// <summary>The steps on the gateway service of a Fabric peer, for each of an organization's identities.</summary>
/// <remarks>Safe for concurrent use. Disposing of it ends its event streams; signers and the channel are the caller's.</remarks>
public sealed class FabricSteps : ITransactionSteps, IDisposable
{
    private readonly string _chaincodeName;
    private readonly Dictionary<string, FabricGateway> _gateways = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Network> _networks = new(StringComparer.Ordinal);
    private readonly SharedEvents _events;

    /// <summary>Prepares the connections; nothing is sent yet.</summary>
    /// <param name="invoker">Makes the calls to a peer: a channel's, or that of <see cref="OwnPeers"/>.</param>
    /// <param name="channelName">Name of the Fabric channel.</param>
    /// <param name="chaincodeName">Name of the chaincode that is called where a call names none, and whose events are followed.</param>
    /// <param name="identities">
    /// The organization's identities by the names that calls give. Their timeouts are not used: the options' are.
    /// </param>
    /// <param name="options">How long each step may take.</param>
    /// <param name="clock">Measures it; the system's clock if absent.</param>
    /// <exception cref="ArgumentException">There is no identity, or the options are not valid.</exception>
    public FabricSteps(
        CallInvoker invoker,
        string channelName,
        string chaincodeName,
        IReadOnlyDictionary<string, GatewayOptions> identities,
        ResilienceOptions? options = null,
        TimeProvider? clock = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(chaincodeName);
        ArgumentOutOfRangeException.ThrowIfZero(identities.Count, nameof(identities));
        options ??= new ResilienceOptions();
        options.Validate();
        _chaincodeName = chaincodeName;
        foreach (var (name, identity) in identities)
        {
            // One clock for a step's time: what a deadline of the call would say besides could only contradict it.
            _gateways[name] = FabricGateway.Connect(invoker, identity with
            {
                EvaluateTimeout = Timeout.InfiniteTimeSpan,
                EndorseTimeout = Timeout.InfiniteTimeSpan,
                SubmitTimeout = Timeout.InfiniteTimeSpan,
                CommitStatusTimeout = Timeout.InfiniteTimeSpan,
            });
            _networks[name] = _gateways[name].GetNetwork(channelName);
        }

        _events = new SharedEvents(new PeerEventBlocks(
            new ChainReader(this, channelName), _networks, chaincodeName, options.Evaluate, clock ?? TimeProvider.System));
    }

    /// <inheritdoc/>
    public async Task<ReadOnlyMemory<byte>> EvaluateAsync(LedgerCall call, CancellationToken cancellationToken)
    {
        try
        {
            return await Proposal(call).EvaluateAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (GatewayException error)
        {
            throw FabricFailures.Proposing(error);
        }
    }

    /// <inheritdoc/>
    public IPendingTransaction Propose(LedgerCall call) =>
        new FabricTransaction(Proposal(call), _gateways[call.Identity].Identity.MspId);

    /// <inheritdoc/>
    public IAsyncEnumerable<CommittedChaincodeEvent> EventsAsync(
        EventOptions? start, string identity, CancellationToken cancellationToken) => _events.ReadAsync(start, identity, cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var gateway in _gateways.Values)
        {
            gateway.Dispose();
        }
    }

    private Proposal Proposal(LedgerCall call) =>
        _networks[call.Identity].GetContract(call.Chaincode ?? _chaincodeName).NewProposal(call.Transaction, new ProposalOptions
        {
            Arguments = [.. call.Arguments.Select(argument => ProposalValue.FromBytes(argument.Span))],
            TransientData = (call.Transient ?? new Dictionary<string, byte[]>())
                .ToDictionary(item => item.Key, item => ProposalValue.FromBytes(item.Value)),
        });
}
