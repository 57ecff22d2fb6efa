namespace Fabric.DevLedger.Storage;

internal sealed partial class LedgerReader
{
    private Statement _block = null!;
    private Statement _blockByHash = null!;
    private Statement _envelopes = null!;
    private Statement _envelope = null!;
    private Statement _transaction = null!;
    private Statement _tip = null!;
    private Statement _events = null!;
    private Statement _history = null!;
    private Statement _privateWrites = null!;

    /// <summary>The block of that number, or null when the chain has not reached it.</summary>
    public StoredBlock? Block(ulong number)
    {
        _block.Bind(1, (long)number);
        try
        {
            if (!_block.Step())
            {
                return null;
            }

            var block = new Block
            {
                Header = new BlockHeader
                {
                    Number = number,
                    PreviousHash = UnsafeByteOperations.UnsafeWrap(_block.Bytes(0)),
                    DataHash = UnsafeByteOperations.UnsafeWrap(_block.Bytes(1)),
                },
                Data = new BlockData(),
                Metadata = BlockMetadata.Parser.ParseFrom(_block.Span(3)),
            };
            var hash = _block.Bytes(2);
            _envelopes.Bind(1, TransactionHeight.FirstPosition(number)).Bind(2, TransactionHeight.FirstPosition(number + 1));
            while (_envelopes.Step())
            {
                block.Data.Data.Add(UnsafeByteOperations.UnsafeWrap(_envelopes.Bytes(0)));
            }

            return new StoredBlock(block, hash);
        }
        finally
        {
            _envelopes.Reset();
            _block.Reset();
        }
    }

    public ulong? BlockNumberByHash(ReadOnlySpan<byte> hash)
    {
        _blockByHash.Bind(1, hash);
        try
        {
            return _blockByHash.Step() ? (ulong)_blockByHash.Int64(0) : null;
        }
        finally
        {
            _blockByHash.Reset();
        }
    }

    public byte[]? Envelope(TransactionHeight position)
    {
        _envelope.Bind(1, position.Position);
        try
        {
            return _envelope.Step() ? _envelope.Bytes(0) : null;
        }
        finally
        {
            _envelope.Reset();
        }
    }

    public TransactionStatus? Transaction(string transactionId) => Transaction(TransactionKey.Of(transactionId));

    public TransactionStatus? Transaction(byte[] transactionKey)
    {
        _transaction.Bind(1, transactionKey.AsSpan());
        try
        {
            return _transaction.Step()
                ? new TransactionStatus(TransactionHeight.FromPosition(_transaction.Int64(0)), (TxValidationCode)_transaction.Int64(1))
                : null;
        }
        finally
        {
            _transaction.Reset();
        }
    }

    /// <summary>The end of the chain, or null for an empty ledger.</summary>
    public ChainTip? Tip()
    {
        try
        {
            if (!_tip.Step())
            {
                return null;
            }

            var metadata = BlockMetadata.Parser.ParseFrom(_tip.Span(3));
            var commitHash = metadata.Metadata.Count > (int)BlockMetadataIndex.CommitHash
                ? Metadata.Parser.ParseFrom(metadata.Metadata[(int)BlockMetadataIndex.CommitHash]).Value.ToByteArray()
                : [];
            return new ChainTip((ulong)_tip.Int64(0) + 1, _tip.Bytes(1), _tip.Bytes(2), commitHash);
        }
        finally
        {
            _tip.Reset();
        }
    }

    /// <summary>Events at or after a block, in the order of the chain, until one of the limits is reached.</summary>
    /// <param name="all">That no limit was reached.</param>
    public List<StoredEvent> Events(long fromPosition, long beforePosition, int limit, long byteLimit, out bool all)
    {
        var bytes = 0L;
        var events = new List<StoredEvent>();
        _events.Bind(1, fromPosition).Bind(2, beforePosition).Bind(3, limit);
        try
        {
            while (bytes < byteLimit && _events.Step())
            {
                events.Add(new StoredEvent(
                    TransactionHeight.FromPosition(_events.Int64(0)),
                    new ChaincodeEvent
                    {
                        ChaincodeId = _events.Text(1),
                        TxId = _events.Text(2),
                        EventName = _events.Text(3),
                        Payload = UnsafeByteOperations.UnsafeWrap(_events.Bytes(4)),
                    }));
                bytes += events[^1].Event.Payload.Length;
            }

            all = events.Count < limit && bytes < byteLimit;
        }
        finally
        {
            _events.Reset();
        }

        return events;
    }

    /// <summary>The positions at which a public key was written, newest first.</summary>
    public List<TransactionHeight> History(ReadOnlySpan<byte> key, int limit)
    {
        var positions = new List<TransactionHeight>();
        _history.Bind(1, key).Bind(2, limit == 0 ? -1 : limit);
        try
        {
            while (_history.Step())
            {
                positions.Add(TransactionHeight.FromPosition(_history.Int64(0)));
            }
        }
        finally
        {
            _history.Reset();
        }

        return positions;
    }

    /// <summary>The private writes of a block that are still held, with their positions.</summary>
    public List<(TransactionHeight Position, StoredPrivateWrite Write)> PrivateWrites(ulong block)
    {
        var writes = new List<(TransactionHeight, StoredPrivateWrite)>();
        _privateWrites.Bind(1, TransactionHeight.FirstPosition(block)).Bind(2, TransactionHeight.FirstPosition(block + 1));
        try
        {
            while (_privateWrites.Step())
            {
                writes.Add((
                    TransactionHeight.FromPosition(_privateWrites.Int64(0)),
                    new StoredPrivateWrite(
                        _privateWrites.Text(1), _privateWrites.Text(2), _privateWrites.Text(3), _privateWrites.BytesOrNull(4))));
            }
        }
        finally
        {
            _privateWrites.Reset();
        }

        return writes;
    }

    private void PrepareChain()
    {
        _block = _database.Prepare("SELECT previous_hash, data_hash, hash, metadata FROM blocks WHERE number = ?1");
        _blockByHash = _database.Prepare("SELECT number FROM blocks WHERE hash = ?1");
        _envelopes = _database.Prepare("SELECT envelope FROM envelopes WHERE position >= ?1 AND position < ?2 ORDER BY position");
        _envelope = _database.Prepare("SELECT envelope FROM envelopes WHERE position = ?1");
        _transaction = _database.Prepare("SELECT position, code FROM transactions WHERE id = ?1");
        _tip = _database.Prepare("SELECT number, hash, previous_hash, metadata FROM blocks ORDER BY number DESC LIMIT 1");
        _events = _database.Prepare(
            "SELECT position, chaincode, transaction_id, name, payload FROM events WHERE position >= ?1 AND position < ?2 ORDER BY position LIMIT ?3");
        _history = _database.Prepare("SELECT position FROM history WHERE key = ?1 ORDER BY position DESC LIMIT ?2");
        _privateWrites = _database.Prepare(
            "SELECT position, chaincode, collection, key, value FROM private_writes WHERE position >= ?1 AND position < ?2 ORDER BY position");
    }
}
