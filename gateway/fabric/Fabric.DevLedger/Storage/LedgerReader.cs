namespace Fabric.DevLedger.Storage;

/// <summary>Reads the ledger over one connection. Between <see cref="Begin"/> and <see cref="End"/> it sees one height.</summary>
internal sealed partial class LedgerReader : IDisposable
{
    private readonly Database _database;
    private readonly Statement _begin;
    private readonly Statement _end;
    private readonly Statement _state;
    private readonly Statement _head;
    private readonly Statement _scan;
    private readonly Statement _hash;
    private readonly Statement _private;
    private readonly Statement _privateScan;

    public LedgerReader(Database database)
    {
        _database = database;
        _begin = database.Prepare("BEGIN");
        _end = database.Prepare("COMMIT");
        _state = database.Prepare("SELECT value, metadata, version FROM state WHERE key = ?1");
        _head = database.Prepare("SELECT metadata, version FROM state WHERE key = ?1");
        _scan = database.Prepare("SELECT key, value, version FROM state WHERE key >= ?1 AND key < ?2 ORDER BY key");
        _hash = database.Prepare("SELECT value, metadata, version FROM private_hashes WHERE key = ?1");
        _private = database.Prepare("SELECT value, NULL, version FROM private_values WHERE key = ?1");
        _privateScan = database.Prepare("SELECT key, value, version FROM private_values WHERE key >= ?1 AND key < ?2 ORDER BY key");
        PrepareChain();
    }

    /// <summary>Pins what this reader sees to the last block committed now.</summary>
    public void Begin() => _begin.Run();

    public void End()
    {
        // SQLite itself ends what a failed read belonged to.
        if (_database.InTransaction)
        {
            _end.Run();
        }
    }

    public StateEntry? State(ReadOnlySpan<byte> key) => One(_state, key);

    /// <summary>What validation needs of a public key: its value, which may be large, stays unread.</summary>
    public StateHead? Head(ReadOnlySpan<byte> key)
    {
        _head.Bind(1, key);
        try
        {
            return _head.Step() ? new StateHead(_head.BytesOrNull(0), TransactionHeight.FromPosition(_head.Int64(1))) : null;
        }
        finally
        {
            _head.Reset();
        }
    }

    public StateEntry? PrivateHash(ReadOnlySpan<byte> key) => One(_hash, key);

    public StateEntry? PrivateValue(ReadOnlySpan<byte> key) => One(_private, key);

    /// <summary>Visits public keys from <paramref name="start"/> up to but not including <paramref name="end"/>.</summary>
    /// <param name="visit">Called with each entry; false stops.</param>
    public void Scan(string chaincode, byte[] start, byte[] end, Func<ScannedEntry, bool> visit)
    {
        _scan.Bind(1, start.AsSpan()).Bind(2, end.AsSpan());
        try
        {
            while (_scan.Step() && visit(new ScannedEntry(
                StoredKey.FromPublic(chaincode, _scan.Span(0)), _scan.Bytes(1), TransactionHeight.FromPosition(_scan.Int64(2)))))
            {
            }
        }
        finally
        {
            _scan.Reset();
        }
    }

    public void ScanPrivate(string chaincode, string collection, byte[] start, byte[] end, Func<ScannedEntry, bool> visit)
    {
        _privateScan.Bind(1, start.AsSpan()).Bind(2, end.AsSpan());
        try
        {
            while (_privateScan.Step() && visit(new ScannedEntry(
                StoredKey.FromPrivate(chaincode, collection, _privateScan.Span(0)),
                _privateScan.Bytes(1),
                TransactionHeight.FromPosition(_privateScan.Int64(2)))))
            {
            }
        }
        finally
        {
            _privateScan.Reset();
        }
    }

    public void Dispose() => _database.Dispose();

    private static StateEntry? One(Statement statement, ReadOnlySpan<byte> key)
    {
        statement.Bind(1, key);
        try
        {
            return statement.Step()
                ? new StateEntry(statement.Bytes(0), statement.BytesOrNull(1), TransactionHeight.FromPosition(statement.Int64(2)))
                : null;
        }
        finally
        {
            statement.Reset();
        }
    }
}
