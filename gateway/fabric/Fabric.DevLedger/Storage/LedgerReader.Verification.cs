namespace Fabric.DevLedger.Storage;

/// <summary>What a verification reads and nobody else.</summary>
internal sealed partial class LedgerReader
{
    private Statement? _row;
    private Statement? _rowEnvelopes;
    private Statement? _beyond;
    private Statement? _stateHeight;

    /// <summary>The connection itself, for whoever compares tables.</summary>
    public Database Database => _database;

    /// <summary>All that is stored of a block; null when its row is missing.</summary>
    public StoredRow? Row(ulong number)
    {
        _row ??= _database.Prepare("SELECT previous_hash, data_hash, hash, metadata, updates_hash, transactions FROM blocks WHERE number = ?1");
        _rowEnvelopes ??= _database.Prepare("SELECT position, envelope FROM envelopes WHERE position >= ?1 AND position < ?2 ORDER BY position");
        _row.Bind(1, (long)number);
        try
        {
            if (!_row.Step())
            {
                return null;
            }

            var envelopes = new List<(long, ByteString)>();
            _rowEnvelopes.Bind(1, TransactionHeight.FirstPosition(number)).Bind(2, TransactionHeight.FirstPosition(number + 1));
            while (_rowEnvelopes.Step())
            {
                envelopes.Add((_rowEnvelopes.Int64(0), UnsafeByteOperations.UnsafeWrap(_rowEnvelopes.Bytes(1))));
            }

            return new StoredRow(
                _row.Bytes(0),
                _row.Bytes(1),
                _row.Bytes(2),
                BlockMetadata.Parser.ParseFrom(_row.Span(3)),
                _row.Bytes(4),
                _row.Int64(5),
                envelopes);
        }
        finally
        {
            _rowEnvelopes.Reset();
            _row.Reset();
        }
    }

    /// <summary>Whether there are transactions at or after a position.</summary>
    public bool HasEnvelopesFrom(long position)
    {
        _beyond ??= _database.Prepare("SELECT 1 FROM envelopes WHERE position >= ?1 LIMIT 1");
        try
        {
            return _beyond.Bind(1, position).Step();
        }
        finally
        {
            _beyond.Reset();
        }
    }

    /// <summary>The number of blocks whose changes the state holds.</summary>
    public ulong StateHeight()
    {
        _stateHeight ??= _database.Prepare("SELECT value FROM meta WHERE name = 'state_height'");
        try
        {
            return _stateHeight.Step() && ulong.TryParse(
                _stateHeight.Text(0), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var height)
                ? height
                : 0;
        }
        finally
        {
            _stateHeight.Reset();
        }
    }
}
