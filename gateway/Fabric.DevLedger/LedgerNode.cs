using Fabric.DevLedger.Blocks;
using Fabric.DevLedger.Chaincode;
using Fabric.DevLedger.Configuration;
using Fabric.DevLedger.Endorsement;
using Fabric.DevLedger.Identities;
using Fabric.DevLedger.Ordering;
using Fabric.DevLedger.Services;
using Fabric.DevLedger.Storage;
using Fabric.DevLedger.Validation;
using Microsoft.Extensions.Logging;

namespace Fabric.DevLedger;

/// <summary>The ledger of one channel with everything but its network: opened from disk, verified and running.</summary>
internal sealed partial class LedgerNode : IAsyncDisposable
{
    private const int RememberedSignatures = 20_000;
    private const long TransientBytes = 64L * 1024 * 1024;
    private const long QueueBytes = 64L * 1024 * 1024;
    private const int AbsoluteMaxBytes = 10 * 1024 * 1024;

    private readonly LedgerFile _file;
    private readonly LedgerWriter _writer;
    private readonly CancellationTokenSource _stopping;

    private LedgerNode(LedgerFile file, LedgerWriter writer, LedgerContext context, CancellationTokenSource stopping)
    {
        _stopping = stopping;
        _file = file;
        _writer = writer;
        Context = context;
    }

    public LedgerContext Context { get; }

    /// <param name="createHost">Makes what runs a chaincode.</param>
    /// <exception cref="InvalidConfigurationException">The configuration cannot be used.</exception>
    /// <exception cref="LedgerDamagedException">The ledger on disk is damaged.</exception>
    public static LedgerNode Open(
        DevLedgerOptions options,
        ChannelMaterial material,
        Func<ChaincodeOptions, IChaincodeHost> createHost,
        TimeProvider time,
        ILoggerFactory loggers)
    {
        var file = new LedgerFile(options.DataDirectory);
        LedgerWriter? writer = null;
        try
        {
            writer = OpenWriter(file, out var tip, time, loggers.CreateLogger<LedgerNode>());
            return Compose(options, material, createHost, time, loggers, file, writer, tip);
        }
        catch
        {
            writer?.Dispose();
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

        Context.Orderer.Dispose();
        Context.Readers.Dispose();
        _writer.Dispose();
        _file.Dispose();
        _stopping.Dispose();
    }

    private static LedgerWriter OpenWriter(LedgerFile file, out ChainTip? tip, TimeProvider time, ILogger logger)
    {
        // The schema comes first, since the verifier reads tables that a new file lacks.
        LedgerWriter writer;
        try
        {
            writer = new LedgerWriter(file.Path);
        }
        catch (Storage.Sqlite.SqliteException e)
        {
            throw new LedgerDamagedException(0, "the ledger is damaged: block 0 cannot be read: " + e.Message);
        }

        try
        {
            var began = time.GetTimestamp();
            tip = ChainVerifier.Verify(file.Path);
            LogVerified(logger, tip?.Height ?? 0, time.GetElapsedTime(began).TotalMilliseconds);
            return writer;
        }
        catch
        {
            writer.Dispose();
            throw;
        }
    }

    private static LedgerNode Compose(
        DevLedgerOptions options,
        ChannelMaterial material,
        Func<ChaincodeOptions, IChaincodeHost> createHost,
        TimeProvider time,
        ILoggerFactory loggers,
        LedgerFile file,
        LedgerWriter writer,
        ChainTip? tip)
    {
        var policies = new PolicyCache();
        var notifier = new CommitNotifier();
        var committer = new BlockCommitter(
            writer,
            new BlockValidator(
                options.Channel, new EndorsementValidator(material.Chaincodes, policies, writer.Reader), writer.Reader),
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

        notifier.SetHeight(committer.Height);
        var readers = new ReaderPool(file.Path);
        var chaincodes = options.Chaincodes.ToDictionary(
            chaincode => chaincode.Name,
            chaincode => new InstalledChaincode(material.Chaincodes[chaincode.Name], createHost(chaincode), chaincode.EndorseEverywhere),
            StringComparer.Ordinal);
        var orderer = new Orderer(
            committer, notifier, options.Batch.MaxMessageCount, options.Batch.PreferredMaxBytes, QueueBytes,
            loggers.CreateLogger<Orderer>());
        var stopping = new CancellationTokenSource();
        var context = new LedgerContext
        {
            Channel = options.Channel,
            Membership = material.Membership,
            Peers = material.Peers.ToDictionary(peer => peer.MspId, StringComparer.Ordinal),
            Chaincodes = chaincodes,
            Endorser = new Endorser(
                options.Channel, chaincodes, readers, new SystemChaincodes(
                    options.Channel,
                    material.Membership,
                    notifier,
                    options.Chaincodes.ToDictionary(chaincode => chaincode.Name, LifecycleDefinitions.Of, StringComparer.Ordinal))),
            Checker = new ProposalChecker(options.Channel, material.Membership, time),
            Planner = new EndorsementPlanner(material.Peers, policies),
            Transient = new TransientStore(TransientBytes),
            Signatures = new SignatureCache(RememberedSignatures),
            Orderer = orderer,
            Notifier = notifier,
            Readers = readers,
            Time = time,
            Stopping = stopping.Token,
        };
        orderer.Start();
        return new LedgerNode(file, writer, context, stopping);
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

    [LoggerMessage(EventId = 100, Level = LogLevel.Information, Message = "{Blocks} blocks verified in {Milliseconds} ms")]
    private static partial void LogVerified(ILogger logger, ulong blocks, double milliseconds);
}
