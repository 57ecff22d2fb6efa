namespace Fabric.DevLedger;

/// <summary>The ledger of one channel with everything but its network: opened from disk, verified and running.</summary>
internal sealed partial class LedgerNode : IAsyncDisposable
{
    private const int RememberedSignatures = 20_000;
    private const long TransientBytes = 64L * 1024 * 1024;
    private const long QueueBytes = 64L * 1024 * 1024;
    private const int AbsoluteMaxBytes = 10 * 1024 * 1024;
    private const int ServiceReaders = 32;

    private readonly LedgerFile _file;
    private readonly OpenLedger _ledger;
    private readonly CancellationTokenSource _stopping;
    private readonly BackgroundCheck? _check;
    private readonly PurgedBytes _purged;
    private readonly LedgerClock _clock;

    private LedgerNode(
        LedgerFile file,
        LedgerClock clock,
        OpenLedger ledger,
        LedgerContext context,
        CancellationTokenSource stopping,
        BackgroundCheck? check,
        PurgedBytes purged)
    {
        _clock = clock;
        _purged = purged;
        _stopping = stopping;
        _file = file;
        _ledger = ledger;
        _check = check;
        Context = context;
    }

    /// <summary>Raised when the ledger is found damaged: it must serve no more.</summary>
    public DamageAlarm Alarm => _ledger.Alarm;

    public LedgerContext Context { get; }

    /// <param name="createHost">Makes what runs a chaincode.</param>
    /// <exception cref="InvalidConfigurationException">The configuration cannot be used.</exception>
    /// <exception cref="LedgerDamagedException">The ledger on disk is damaged.</exception>
    public static LedgerNode Open(
        DevLedgerOptions options,
        ChannelMaterial material,
        Func<ChaincodeOptions, IChaincodeHost> createHost,
        TimeProvider time,
        ILoggerFactory loggers,
        VerificationLimits? limits = null)
    {
        var file = new LedgerFile(options.DataDirectory);
        foreach (var open in file.FoundOpen)
        {
            LogFoundOpen(loggers.CreateLogger<LedgerNode>(), open);
        }

        OpenLedger? ledger = null;
        LedgerClock? clock = null;
        try
        {
            clock = LedgerClock.Open(options.DataDirectory, options.MovableClock, time, loggers.CreateLogger<LedgerClock>());
            ledger = new LedgerOpening(
                file, options.Chaincodes, material.Chaincodes, limits ?? new VerificationLimits(), time, loggers.CreateLogger<LedgerOpening>()).Open();
            file.Close();
            return Compose(options, material, createHost, time, clock, loggers, file, ledger);
        }
        catch
        {
            ledger?.Dispose();
            clock?.Dispose();
            file.Dispose();
            throw;
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(Context.Chaincodes.Values.Select(chaincode => chaincode.Host.StartAsync(cancellationToken)));

    /// <summary>Ends open streams and waits; new ones end at once.</summary>
    public void BeginStop() => _stopping.Cancel();

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        foreach (var chaincode in Context.Chaincodes.Values)
        {
            await chaincode.Host.DisposeAsync();
        }

        Context.StoppedPeers.Dispose();
        Context.Orderer.Dispose();
        _purged.Dispose();
        Context.Readers.Dispose();
        Context.Simulations.Dispose();
        _check?.Dispose();
        _ledger.Dispose();
        _clock.Dispose();
        _file.Dispose();
        _stopping.Dispose();
    }

    private static LedgerNode Compose(
        DevLedgerOptions options,
        ChannelMaterial material,
        Func<ChaincodeOptions, IChaincodeHost> createHost,
        TimeProvider time,
        LedgerClock clock,
        ILoggerFactory loggers,
        LedgerFile file,
        OpenLedger ledger)
    {
        var (writer, tip) = (ledger.Writer, ledger.Tip);
        var policies = new PolicyCache();
        var notifier = new CommitNotifier();
        var committer = new BlockCommitter(
            writer,
            ledger.Height,
            new BlockValidator(
                options.Channel, new EndorsementValidator(material.Chaincodes, policies, writer.Reader), writer.Reader,
                loggers.CreateLogger<BlockValidator>()),
            new BlockSigner(material.Orderer),
            tip);
        if (tip is null)
        {
            committer.CommitConfiguration(ConfigurationBlock.Envelope(Content(options, material, time)));
        }
        else
        {
            ConfigurationBlockReader.DemandSame(writer.Reader, options.Channel, material);
        }

        committer.Acknowledge();
        notifier.SetHeight(committer.Height);
        var limits = options.Limits;
        var gate = new SnapshotGate(time);
        var purged = new PurgedBytes(file.Path, gate, loggers.CreateLogger<PurgedBytes>());
        purged.Start();
        var readers = new ReaderPool(file.Path, ServiceReaders, ledger.Alarm, gate);
        var places = new SimulationPlaces(
            new ReaderPool(file.Path, limits.SimulationsPerOrganization * material.Peers.Count, ledger.Alarm, gate), limits);
        var health = new LedgerHealth(options.DataDirectory);
        var chaincodes = options.Chaincodes.ToDictionary(
            chaincode => chaincode.Name,
            chaincode => new InstalledChaincode(material.Chaincodes[chaincode.Name], createHost(chaincode), chaincode.EndorseEverywhere),
            StringComparer.Ordinal);
        var orderer = new Orderer(
            committer, notifier, purged, health, options.Batch.MaxMessageCount, options.Batch.PreferredMaxBytes, QueueBytes,
            loggers.CreateLogger<Orderer>());
        var stopping = new CancellationTokenSource();
        var context = new LedgerContext
        {
            Channel = options.Channel,
            Membership = material.Membership,
            Peers = material.Peers.ToDictionary(peer => peer.MspId, StringComparer.Ordinal),
            StoppedPeers = new StoppedPeers(
                options.StoppablePeers ? StoppedPeers.FolderIn(options.DataDirectory) : null,
                [.. material.Peers.Select(peer => peer.MspId)],
                time,
                loggers.CreateLogger<StoppedPeers>()),
            Chaincodes = chaincodes,
            Endorser = new Endorsement.Endorser(
                options.Channel, chaincodes, places, limits, new SystemChaincodes(
                    options.Channel,
                    material.Membership,
                    notifier,
                    options.Chaincodes.ToDictionary(chaincode => chaincode.Name, LifecycleDefinitions.Of, StringComparer.Ordinal))),
            AnswersAs31 = options.AnswersAs31,
            OrdererMspId = options.Orderer.MspId,
            Checker = new ProposalChecker(
                options.Channel, material.Membership, time,
                options.AnswersAs31 ? new PeerFilters(material.Membership, time, clock.Time) : null),
            Planner = new DiscoveryPlanner(material.Peers, policies),
            Transient = new TransientStore(TransientBytes),
            Signatures = new SignatureCache(RememberedSignatures),
            Orderer = orderer,
            Health = health,
            Notifier = notifier,
            Readers = readers,
            Simulations = places,
            Limits = limits,
            Gate = new CallGate(limits, material.Peers.Count, time),
            Streams = new OrganizationCounter(
                limits.StreamsPerOrganization, Math.Max(limits.StreamsPerOrganization / 2, 1), "event and block streams"),
            Time = time,
            ClientTime = clock.Time,
            Stopping = stopping.Token,
        };
        context.StoppedPeers.Start();
        orderer.Start();
        var check = ledger.Unverified is { } limited
            ? BackgroundCheck.Start(file.Path, limited, ledger.Alarm, time, loggers.CreateLogger<BackgroundCheck>())
            : null;
        return new LedgerNode(file, clock, ledger, context, stopping, check, purged);
    }

    private static ConfigurationBlockContent Content(DevLedgerOptions options, ChannelMaterial material, TimeProvider time) => new(
        options.Channel,
        time.GetUtcNow(),
        material.OrdererMsp,
        material.Peers.Select(peer => (material.Membership.Organizations[peer.MspId], peer.Address)).ToList(),
        options.Batch.MaxMessageCount,
        options.Batch.PreferredMaxBytes,
        AbsoluteMaxBytes,
        options.Batch.Timeout);

    [LoggerMessage(EventId = 190, Level = LogLevel.Warning, Message = "OPEN_TO_OTHERS: {Path} was open to other users of this machine; only its owner needs it")]
    private static partial void LogFoundOpen(ILogger logger, string path);
}
