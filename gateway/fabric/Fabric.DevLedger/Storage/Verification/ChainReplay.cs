namespace Fabric.DevLedger.Storage.Verification;

/// <summary>
/// Does again what the blocks of a ledger did, into another ledger: their valid transactions' writes, in their order, by
/// the code that wrote them first. What they changed must be what each block's commit hash says.
/// </summary>
/// <remarks>Nothing expires, since a lifetime is the configuration's and no block's; private values are in no block.</remarks>
internal sealed class ChainReplay
{
    private readonly ChainWalk _walk;
    private readonly LedgerWriter _target;
    private readonly bool _withEnvelopes;
    private readonly UpdateCollector _updates;

    /// <param name="source">Whose blocks.</param>
    /// <param name="target">Where to.</param>
    /// <param name="withEnvelopes">Whether the transactions themselves are written too.</param>
    /// <param name="definitions">Whose lifetimes are noted; none where they are not looked at.</param>
    public ChainReplay(
        LedgerReader source, LedgerWriter target, bool withEnvelopes, IReadOnlyDictionary<string, CommittedChaincode>? definitions = null)
    {
        _walk = new ChainWalk(source);
        _target = target;
        _withEnvelopes = withEnvelopes;
        _updates = new UpdateCollector(target.Reader, definitions ?? new Dictionary<string, CommittedChaincode>());
    }

    public ChainTip? Tip => _walk.Tip;

    /// <summary>Blocks done so far.</summary>
    public ulong Height => _walk.Next;

    /// <summary>Does blocks up to a height, or until their transactions have so many bytes.</summary>
    /// <exception cref="LedgerDamagedException">A block is not what was committed.</exception>
    public void AdvanceTo(ulong height, long maxBytes = long.MaxValue)
    {
        if (_walk.Next >= height)
        {
            return;
        }

        _target.BeginReplay();
        while (_walk.Next < height && maxBytes > 0)
        {
            var block = _walk.Take();
            Apply(block);
            maxBytes -= Math.Max(1, block.Bytes);
        }

        _target.EndReplay();
    }

    public void DemandEnd() => _walk.DemandEnd();

    private void Apply(VerifiedBlock block)
    {
        var batch = new UpdateBatch();
        var exact = block.Number > 0;
        var transactions = new CommittedTransaction[block.Envelopes.Count];
        for (var i = 0; i < transactions.Length; i++)
        {
            var code = (TxValidationCode)block.Codes[i];
            var parsed = ParsedEnvelope.Parse(Envelope.Parser.ParseFrom(block.Envelopes[i]));
            transactions[i] = new CommittedTransaction(parsed.TransactionId, block.Envelopes[i], code, parsed.Event);
            if (code == TxValidationCode.Valid && parsed.Type == HeaderType.EndorserTransaction)
            {
                var pending = new PendingTransaction { Envelope = block.Envelopes[i], Parsed = parsed, Endorsers = [], PrivateWrites = [] };
                _updates.Collect(pending, new TransactionHeight(block.Number, (ulong)i), batch);

                // Metadata of a hash that had expired by then were without effect; here it has not.
                exact &= parsed.ReadWriteSets.All(set => set.Collections.All(collection => collection.Hashed.MetadataWrites.Count == 0));
            }
        }

        if (exact && !batch.Hash().AsSpan().SequenceEqual(block.UpdatesHash))
        {
            throw Damage.At(block.Number, "was committed with changes other than those of its transactions");
        }

        _target.Replay(
            new BlockCommit
            {
                Header = block.Header,
                Hash = block.Hash,
                Metadata = block.Metadata,
                UpdatesHash = block.UpdatesHash,
                Transactions = transactions,
                Updates = batch.Updates,
                PrivateUpdates = [],
            },
            _withEnvelopes);
    }
}
