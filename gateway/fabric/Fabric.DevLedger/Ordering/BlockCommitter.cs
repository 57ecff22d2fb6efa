namespace Fabric.DevLedger.Ordering;

/// <summary>Makes blocks of transactions and puts them on disk, one after another.</summary>
internal sealed class BlockCommitter(
    LedgerWriter writer, HeightFile height, BlockValidator validator, BlockSigner signer, ChainTip? tip)
{
    private ChainTip _tip = tip ?? new ChainTip(0, [], [], []);

    public ulong Height => _tip.Height;

    /// <summary>Commits block 0.</summary>
    public void CommitConfiguration(ByteString envelope)
    {
        var parsed = ParsedEnvelope.Parse(Protos.Common.Envelope.Parser.ParseForeign(envelope));
        var transactions = new[] { new CommittedTransaction(parsed.TransactionId, envelope, TxValidationCode.Valid, null) };
        Write(transactions, new UpdateBatch(), commitHash: []);
        Acknowledge();
    }

    /// <summary>Notes durably that the last block is there; before that, nobody may know of it.</summary>
    /// <exception cref="IOException">The disk does not take it.</exception>
    public void Acknowledge() => height.Write(new AcknowledgedHeight(_tip.Height, _tip.Hash));

    /// <summary>Finds out whether the disk takes blocks again.</summary>
    /// <exception cref="Storage.Sqlite.SqliteException">It does not.</exception>
    public void Probe() => writer.Probe();

    public ulong Commit(IReadOnlyList<PendingTransaction> pending)
    {
        var number = _tip.Height;
        var batch = validator.Validate(number, pending);
        var transactions = new CommittedTransaction[pending.Count];
        for (var i = 0; i < transactions.Length; i++)
        {
            var transaction = pending[i];
            transactions[i] = new CommittedTransaction(
                transaction.Parsed.TransactionId, transaction.Envelope, transaction.Code, transaction.Parsed.Event);
        }

        var holders = Write(transactions, batch, commitHash: null);
        for (var i = 0; i < holders.Length; i++)
        {
            pending[i].HoldsItsId = holders[i];
        }

        foreach (var update in batch.Updates.Where(update => update.Kind == StateUpdateKind.Purge))
        {
            pending[(int)update.Version.Transaction].Purges = true;
        }

        return number;
    }

    /// <summary>True once after a block that purged values or let them expire, whose bytes are still in the ledger's files.</summary>
    public bool TakePurged() => writer.TakePurged();

    private bool[] Write(CommittedTransaction[] transactions, UpdateBatch batch, byte[]? commitHash)
    {
        var codes = new byte[transactions.Length];
        var data = new ByteString[transactions.Length];
        for (var i = 0; i < transactions.Length; i++)
        {
            codes[i] = (byte)transactions[i].Code;
            data[i] = transactions[i].Envelope;
        }

        var header = BlockSigner.Header(_tip.Height, _tip.Hash, data);
        var headerBytes = BlockHash.HeaderBytes(header);
        var hash = System.Security.Cryptography.SHA256.HashData(headerBytes);
        var updatesHash = batch.Hash();
        commitHash ??= CommitHash.Next(_tip.CommitHash, codes, updatesHash);
        var block = new BlockCommit
        {
            Header = header,
            Hash = hash,
            Metadata = signer.Metadata(headerBytes, codes, commitHash),
            UpdatesHash = updatesHash,
            Transactions = transactions,
            Updates = batch.Updates,
            PrivateUpdates = batch.PrivateUpdates,
        };
        bool[] holders;
        try
        {
            holders = writer.Commit(block);
        }
        catch (Storage.Sqlite.SqliteException) when (writer.Reader.Tip() is { } written && written.Hash.AsSpan().SequenceEqual(hash))
        {
            // What failed came after the block was on the disk.
            holders = Holders(transactions);
        }

        _tip = new ChainTip(_tip.Height + 1, hash, _tip.Hash, commitHash);
        return holders;
    }

    private bool[] Holders(CommittedTransaction[] transactions) =>
    [
        .. transactions.Select((transaction, index) => transaction.TransactionId.Length > 0
            && writer.Reader.Transaction(transaction.TransactionId)?.Position == new TransactionHeight(_tip.Height, (ulong)index)),
    ];
}
