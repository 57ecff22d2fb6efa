namespace Fabric.DevLedger.Endorsement;

/// <summary>One transaction's view of the ledger at one height, and the record of what it read and wrote.</summary>
internal sealed partial class Simulation : ILedgerAccess, IHeldSnapshot, IDisposable
{
    /// <summary>Why a transaction that read for long is not endorsed.</summary>
    public const string CutShort = "the transaction read for so long that purged data could not leave the ledger; endorse the proposal again";

    private readonly string _channel;
    private readonly string _transactionId;
    private readonly CommittedChaincode _chaincode;
    private readonly string _peerMspId;
    private readonly CollectionAccess _access;
    private readonly SimulationPlaces.Lease _lease;
    private readonly ReadWriteSetBuilder _builder;
    private readonly Dictionary<string, StateEntry?> _known = new(StringComparer.Ordinal);
    private readonly HashSet<string> _privateReads = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private readonly long _mostReadBytes;
    private readonly Predicate<string> _isInstalled;
    private long _readBytes;
    private bool _scannedPrivateData;
    private bool _disposed;
    private bool _released;

    public Simulation(
        string channel,
        string transactionId,
        CommittedChaincode chaincode,
        string peerMspId,
        CollectionAccess access,
        SimulationPlaces.Lease lease,
        long mostReadBytes,
        Predicate<string> isInstalled)
    {
        _transactionId = transactionId;
        _channel = channel;
        _chaincode = chaincode;
        _peerMspId = peerMspId;
        _access = access;
        _lease = lease;
        _mostReadBytes = mostReadBytes;
        _isInstalled = isInstalled;
        _builder = new ReadWriteSetBuilder(chaincode.Name);
        lease.Reader.Begin();
        lease.Hold(this);
    }

    /// <summary>True when something was to be read after <see cref="Release"/>.</summary>
    public bool WasCutShort { get; private set; }

    /// <inheritdoc/>
    public void Release()
    {
        lock (_lock)
        {
            if (!_disposed && !_released)
            {
                _released = true;
                _lease.Reader.End();
            }
        }
    }

    public byte[]? GetState(string collection, string key)
    {
        lock (_lock)
        {
            var reader = Reader(key);
            if (collection.Length > 0)
            {
                return PrivateValue(reader, collection, key);
            }

            var entry = Public(reader, key);
            _builder.Read(key, entry?.Version);
            CountRead(entry?.Value);
            return entry?.Value;
        }
    }

    public byte[]? GetPrivateHash(string collection, string key)
    {
        lock (_lock)
        {
            var reader = Reader(key);
            Collection(collection);
            var entry = reader.PrivateHash(StoredKey.Hashed(_chaincode.Name, collection, StoredKey.Hash(key)));
            _builder.ReadHashed(collection, key, entry?.Version);
            return entry?.Value;
        }
    }

    public byte[]? GetValidationParameter(string collection, string key)
    {
        lock (_lock)
        {
            var reader = Reader(key);
            if (collection.Length == 0)
            {
                var entry = Public(reader, key);
                _builder.Read(key, entry?.Version);
                return StateMetadata.PolicyOf(entry?.Metadata);
            }

            Collection(collection);
            var hashed = reader.PrivateHash(StoredKey.Hashed(_chaincode.Name, collection, StoredKey.Hash(key)));
            _builder.ReadHashed(collection, key, hashed?.Version);
            return StateMetadata.PolicyOf(hashed?.Metadata);
        }
    }

    public LedgerAccessException RefusesInvocation(string chaincode)
    {
        const string Operation = "INVOKE_CHAINCODE";
        if (chaincode == _chaincode.Name)
        {
            // A peer knows a transaction within a chaincode once.
            return Refused($"execute failed: error sending: txid: {_transactionId}({_channel}) exists", Operation);
        }

        return _isInstalled(chaincode)
            ? Refused("DevLedger runs no chaincode within the transaction of another", Operation)
            : Refused(
                $"execute failed: invalid invocation: [channel {_channel}] failed to get chaincode container info for {chaincode}: chaincode {chaincode} not found",
                Operation);
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (!_disposed)
            {
                _disposed = true;
                _lease.Drop(this);
                if (!_released)
                {
                    _lease.Reader.End();
                }

                _lease.Dispose();
            }
        }
    }

    private byte[]? PrivateValue(LedgerReader reader, string collection, string key)
    {
        Collection(collection);
        if (_access.RefusesRead(collection) is { } reason)
        {
            throw Refused(reason);
        }

        var hashed = reader.PrivateHash(StoredKey.Hashed(_chaincode.Name, collection, StoredKey.Hash(key)));
        _builder.ReadHashed(collection, key, hashed?.Version);
        _privateReads.Add(collection);
        if (hashed is null)
        {
            return null;
        }

        var value = _access.Holds(collection, _peerMspId)
            ? reader.PrivateValue(StoredKey.Private(_chaincode.Name, collection, key))
            : null;
        if (value is null || !SHA256.HashData(value.Value).AsSpan().SequenceEqual(hashed.Value))
        {
            throw Refused(FormattableString.Invariant(
                $"private data matching public hash version is not available. Public hash version = {{BlockNum: {hashed.Version.Block}, TxNum: {hashed.Version.Transaction}}}, Private data version = {VersionText(value)}"));
        }

        CountRead(value.Value);
        return value.Value;
    }

    private static string VersionText(StateEntry? entry) => entry is null
        ? "<nil>"
        : FormattableString.Invariant($"{{BlockNum: {entry.Version.Block}, TxNum: {entry.Version.Transaction}}}");

    private StateEntry? Public(LedgerReader reader, string key)
    {
        if (!_known.TryGetValue(key, out var entry))
        {
            entry = reader.State(StoredKey.Public(_chaincode.Name, key));
            _known[key] = entry;
        }

        return entry;
    }

    // Worded as a peer words it, since chaincode passes the text on.
    private LedgerAccessException Refused(string reason, string operation = "GET_STATE") =>
        new($"{operation} failed: transaction ID: {_transactionId}: {reason}");

    private LedgerReader Reader()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_released)
        {
            WasCutShort = true;
            throw new LedgerAccessException("SNAPSHOT_ENDED: " + CutShort);
        }

        return _lease.Reader;
    }

    private LedgerReader Reader(string key) =>
        key.Length == 0 ? throw new LedgerAccessException("key must not be an empty string") : Reader();

    private void Collection(string name, string operation = "GET_STATE")
    {
        if (!_chaincode.Collections.ContainsKey(name))
        {
            throw Refused($"collection {_channel}/{_chaincode.Name}/{name} could not be found", operation);
        }
    }
}
