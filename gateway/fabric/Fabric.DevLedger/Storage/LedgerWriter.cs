namespace Fabric.DevLedger.Storage;

/// <summary>The one writer of the ledger file: a block is one SQLite transaction.</summary>
internal sealed partial class LedgerWriter : IDisposable
{
    private const int CacheKibibytes = 16 * 1024;

    // Pages of log after which a commit also copies the log back into the file.
    private const int CheckpointPages = 2000;

    private readonly Database _database;
    private readonly Statement _begin;
    private readonly Statement _commit;
    private readonly Statement _rollback;
    private readonly Statement _insertBlock;
    private readonly Statement _insertEnvelope;
    private readonly Statement _insertTransaction;
    private readonly Statement _insertEvent;
    private readonly Statement _insertHistory;
    private readonly Statement _setHeight;

    /// <param name="path">The file; empty for a ledger that is gone when it is closed.</param>
    /// <param name="alarm">Called with damage that is found.</param>
    public LedgerWriter(string path, DamageAlarm? alarm = null)
    {
        _database = Database.Open(path, readOnly: false, CacheKibibytes, alarm);

        // Until whoever opens it has found the ledger whole.
        _database.KeepLog(true);
        Schema.Create(_database);
        _database.Execute(FormattableString.Invariant($"PRAGMA wal_autocheckpoint={CheckpointPages}"));
        Reader = new LedgerReader(_database);
        _begin = _database.Prepare("BEGIN IMMEDIATE");
        _commit = _database.Prepare("COMMIT");
        _rollback = _database.Prepare("ROLLBACK");
        _insertBlock = _database.Prepare(
            "INSERT INTO blocks (number, previous_hash, data_hash, hash, metadata, updates_hash, transactions) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
        _insertEnvelope = _database.Prepare("INSERT INTO envelopes (position, envelope) VALUES (?1, ?2)");
        _insertTransaction = _database.Prepare(FormattableString.Invariant(
            $"INSERT INTO transactions (id, position, code) VALUES (?1, ?2, ?3) ON CONFLICT (id) DO UPDATE SET position = ?2, code = ?3 WHERE transactions.code IN ({TransactionKey.Unproven}) AND ?3 NOT IN ({TransactionKey.Unproven})"));
        _insertEvent = _database.Prepare(
            "INSERT INTO events (position, chaincode, transaction_id, name, payload) VALUES (?1, ?2, ?3, ?4, ?5)");
        _insertHistory = _database.Prepare("INSERT OR IGNORE INTO history (key, position) VALUES (?1, ?2)");
        _setHeight = _database.Prepare(
            "INSERT INTO meta (name, value) VALUES ('state_height', ?1) ON CONFLICT (name) DO UPDATE SET value = ?1");
        PrepareUpdates();
    }

    /// <summary>Reads over the writer's own connection; only for the thread that commits.</summary>
    public LedgerReader Reader { get; }

    /// <summary>True once after a block that purged values or let them expire: their bytes are still in the log, and perhaps in the file.</summary>
    public bool TakePurged()
    {
        var purged = _purged;
        _purged = false;
        return purged;
    }

    /// <summary>Writes the block; when this returns it survives a loss of power.</summary>
    /// <returns>Of each transaction, whether its id stands for it from now on.</returns>
    public bool[] Commit(BlockCommit block)
    {
        bool[] holders;
        _begin.Run();
        try
        {
            holders = WriteBlock(block);
            ApplyUpdates(block);
            Expire(block.Header.Number);
            SetHeight(block.Header.Number + 1);
            _commit.Run();
        }
        catch
        {
            // SQLite itself takes back what a full disk did not take.
            if (_database.InTransaction)
            {
                _rollback.Run();
            }

            throw;
        }

        return holders;
    }

    public void Dispose() => Reader.Dispose();

    private void ApplyUpdates(BlockCommit block)
    {
        foreach (ref readonly var update in System.Runtime.InteropServices.CollectionsMarshal.AsSpan((List<StateUpdate>)block.Updates))
        {
            Apply(update);
        }

        foreach (var update in block.PrivateUpdates)
        {
            Apply(update);
        }
    }

    private void SetHeight(ulong height) =>
        _setHeight.Bind(1, height.ToString(System.Globalization.CultureInfo.InvariantCulture)).Run();

    private bool[] WriteBlock(BlockCommit block, bool withEnvelopes = true)
    {
        var header = block.Header;
        _insertBlock.Bind(1, (long)header.Number)
            .Bind(2, header.PreviousHash.Span)
            .Bind(3, header.DataHash.Span)
            .Bind(4, block.Hash.AsSpan())
            .Bind(5, block.Metadata.ToByteArray().AsSpan())
            .Bind(6, block.UpdatesHash.AsSpan())
            .Bind(7, block.Transactions.Count)
            .Run();
        var position = TransactionHeight.FirstPosition(header.Number);
        var holders = new bool[block.Transactions.Count];
        for (var i = 0; i < block.Transactions.Count; i++, position++)
        {
            var transaction = block.Transactions[i];
            if (withEnvelopes)
            {
                _insertEnvelope.Bind(1, position).Bind(2, transaction.Envelope.Span).Run();
            }

            if (transaction.TransactionId.Length > 0)
            {
                _insertTransaction.Bind(1, TransactionKey.Of(transaction.TransactionId).AsSpan())
                    .Bind(2, position)
                    .Bind(3, (long)transaction.Code)
                    .Run();
                holders[i] = _database.Changes > 0;
            }

            if (transaction.Code == TxValidationCode.Valid && transaction.Event is { } chaincodeEvent)
            {
                _insertEvent.Bind(1, position)
                    .Bind(2, chaincodeEvent.ChaincodeId)
                    .Bind(3, chaincodeEvent.TxId)
                    .Bind(4, chaincodeEvent.EventName)
                    .Bind(5, chaincodeEvent.Payload.Span)
                    .Run();
            }
        }

        return holders;
    }
}
