using System.Security.Cryptography;
using Fabric.DevLedger.Chaincode;
using Fabric.DevLedger.Storage;

namespace Fabric.DevLedger.Endorsement;

/// <summary>One transaction's view of the ledger at one height, and the record of what it read and wrote.</summary>
internal sealed partial class Simulation : ILedgerAccess, IDisposable
{
    private readonly string _channel;
    private readonly string _transactionId;
    private readonly ChaincodeDefinition _chaincode;
    private readonly string _peerMspId;
    private readonly CollectionAccess _access;
    private readonly ReaderPool.Lease _lease;
    private readonly ReadWriteSetBuilder _builder;
    private readonly Dictionary<string, StateEntry?> _known = new(StringComparer.Ordinal);
    private readonly HashSet<string> _privateReads = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private bool _scannedPrivateData;
    private bool _disposed;

    public Simulation(
        string channel,
        string transactionId,
        ChaincodeDefinition chaincode,
        string peerMspId,
        CollectionAccess access,
        ReaderPool.Lease lease)
    {
        _transactionId = transactionId;
        _channel = channel;
        _chaincode = chaincode;
        _peerMspId = peerMspId;
        _access = access;
        _lease = lease;
        _builder = new ReadWriteSetBuilder(chaincode.Name);
        lease.Reader.Begin();
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
            return entry?.Value;
        }
    }

    public byte[]? GetPrivateHash(string collection, string key)
    {
        lock (_lock)
        {
            var reader = Reader(key);
            Collection(collection);
            var entry = reader.PrivateHash(StateKey.Hashed(_chaincode.Name, collection, StateKey.Hash(key)));
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
            var hashed = reader.PrivateHash(StateKey.Hashed(_chaincode.Name, collection, StateKey.Hash(key)));
            _builder.ReadHashed(collection, key, hashed?.Version);
            return StateMetadata.PolicyOf(hashed?.Metadata);
        }
    }

    public ScanAnswer Scan(string collection, string start, string end, int limit)
    {
        lock (_lock)
        {
            var reader = Reader();
            if (collection.Length > 0)
            {
                return ScanPrivate(reader, collection, start, end, limit);
            }

            var from = StateKey.Public(_chaincode.Name, start);
            var to = end.Length == 0 ? StateKey.EndOfPublic(_chaincode.Name) : StateKey.Public(_chaincode.Name, end);
            var answer = Collect(limit, visit => reader.Scan(_chaincode.Name, from, to, visit));
            _builder.ReadRange(
                start, answer.More ? answer.Entries[^1].Key : end, !answer.More, answer.Entries);
            return answer;
        }
    }

    public IReadOnlyList<HistoryEntry> GetHistory(string key, int limit)
    {
        lock (_lock)
        {
            var reader = Reader(key);
            return HistoryReader.Read(reader, _chaincode.Name, key, limit);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (!_disposed)
            {
                _disposed = true;
                _lease.Reader.End();
                _lease.Dispose();
            }
        }
    }

    private static ScanAnswer Collect(int limit, Action<Func<ScannedEntry, bool>> scan)
    {
        var entries = new List<ScannedEntry>();
        var more = false;
        scan(entry =>
        {
            if (limit > 0 && entries.Count == limit)
            {
                more = true;
                return false;
            }

            entries.Add(entry);
            return true;
        });
        return new ScanAnswer(entries, more);
    }

    private byte[]? PrivateValue(LedgerReader reader, string collection, string key)
    {
        Collection(collection);
        if (_access.RefusesRead(collection) is { } reason)
        {
            throw Refused(reason);
        }

        var hashed = reader.PrivateHash(StateKey.Hashed(_chaincode.Name, collection, StateKey.Hash(key)));
        _builder.ReadHashed(collection, key, hashed?.Version);
        _privateReads.Add(collection);
        if (hashed is null)
        {
            return null;
        }

        var value = _access.Holds(collection, _peerMspId)
            ? reader.PrivateValue(StateKey.Private(_chaincode.Name, collection, key))
            : null;
        if (value is null || !SHA256.HashData(value.Value).AsSpan().SequenceEqual(hashed.Value))
        {
            throw Refused(FormattableString.Invariant(
                $"private data matching public hash version is not available. Public hash version = {{BlockNum: {hashed.Version.Block}, TxNum: {hashed.Version.Transaction}}}, Private data version = {VersionText(value)}"));
        }

        return value.Value;
    }

    private static string VersionText(StateEntry? entry) => entry is null
        ? "<nil>"
        : FormattableString.Invariant($"{{BlockNum: {entry.Version.Block}, TxNum: {entry.Version.Transaction}}}");

    private ScanAnswer ScanPrivate(LedgerReader reader, string collection, string start, string end, int limit)
    {
        Collection(collection);
        if (_access.RefusesRead(collection) is { } reason)
        {
            throw Refused(reason);
        }

        _privateReads.Add(collection);
        _scannedPrivateData = true;
        if (!_access.Holds(collection, _peerMspId))
        {
            return new ScanAnswer([], false);
        }

        var from = StateKey.Private(_chaincode.Name, collection, start);
        var to = end.Length == 0
            ? StateKey.EndOfPrivate(_chaincode.Name, collection)
            : StateKey.Private(_chaincode.Name, collection, end);
        return Collect(limit, visit => reader.ScanPrivate(_chaincode.Name, collection, from, to, visit));
    }

    private StateEntry? Public(LedgerReader reader, string key)
    {
        if (!_known.TryGetValue(key, out var entry))
        {
            entry = reader.State(StateKey.Public(_chaincode.Name, key));
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
