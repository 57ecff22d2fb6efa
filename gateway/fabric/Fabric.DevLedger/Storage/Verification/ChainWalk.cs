namespace Fabric.DevLedger.Storage.Verification;

/// <summary>Goes from block to block and checks that every hash holds, and that each follows the one before.</summary>
internal sealed class ChainWalk(LedgerReader reader)
{
    /// <summary>The last block gone past; null before the first.</summary>
    public ChainTip? Tip { get; private set; }

    /// <summary>The number of the block that comes next.</summary>
    public ulong Next { get; private set; }

    /// <summary>Begins at a block; the one before it is believed to be what it says.</summary>
    public void StartAt(ulong number)
    {
        if (number > 0)
        {
            Watched(number - 1, () =>
            {
                var row = reader.Row(number - 1) ?? throw Damage.At(number - 1, "is missing");
                Tip = new ChainTip(number, row.Hash, row.PreviousHash, CommitHashOf(number - 1, row.Metadata));
                return Tip;
            });
        }

        Next = number;
    }

    /// <summary>The next block.</summary>
    /// <exception cref="LedgerDamagedException">It is missing, or is not what was committed.</exception>
    public VerifiedBlock Take()
    {
        var block = Watched(Next, () => Verify(Next));
        Next++;
        return block;
    }

    /// <summary>That nothing lies beyond the end.</summary>
    public void DemandEnd()
    {
        if (Watched(Next, () => reader.HasEnvelopesFrom(TransactionHeight.FirstPosition(Next))))
        {
            throw Damage.At(Next, "is missing, but transactions of it are there");
        }
    }

    private static T Watched<T>(ulong number, Func<T> read) =>
        Damage.Watch(() => FormattableString.Invariant($"block {number}"), () => number, read);

    private VerifiedBlock Verify(ulong number)
    {
        var row = reader.Row(number) ?? throw Damage.At(number, "is missing");
        CheckData(number, row);
        var previous = Tip?.Hash ?? [];
        if (!row.PreviousHash.AsSpan().SequenceEqual(previous))
        {
            throw Damage.At(number, "does not follow the block before it");
        }

        var hash = SHA256.HashData(BlockHash.HeaderBytes(number, row.PreviousHash, row.DataHash));
        if (!hash.AsSpan().SequenceEqual(row.Hash))
        {
            throw Damage.At(number, "has a header other than the one it was committed with");
        }

        if (reader.BlockNumberByHash(hash) != number)
        {
            throw Damage.At(number, "is not found by its hash");
        }

        var commitHash = CommitHashOf(number, row.Metadata);
        var codes = row.Metadata.Metadata[(int)BlockMetadataIndex.TransactionsFilter].ToByteArray();
        if (codes.Length != row.Transactions ||
            (number > 0 && !commitHash.AsSpan().SequenceEqual(CommitHash.Next(Tip!.CommitHash, codes, row.UpdatesHash))))
        {
            throw Damage.At(number, "has validation codes other than those it was committed with");
        }

        Tip = new ChainTip(number + 1, hash, row.PreviousHash, commitHash);
        var header = new BlockHeader
        {
            Number = number,
            PreviousHash = Google.Protobuf.UnsafeByteOperations.UnsafeWrap(row.PreviousHash),
            DataHash = Google.Protobuf.UnsafeByteOperations.UnsafeWrap(row.DataHash),
        };
        return new VerifiedBlock(header, hash, row.Metadata, codes, row.UpdatesHash, [.. row.Envelopes.Select(envelope => envelope.Envelope)]);
    }

    private static void CheckData(ulong number, StoredRow row)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var first = TransactionHeight.FirstPosition(number);
        for (var i = 0; i < row.Transactions; i++)
        {
            if (i >= row.Envelopes.Count || row.Envelopes[i].Position != first + i)
            {
                throw Damage.At(number, FormattableString.Invariant($"lacks transaction {i}"));
            }

            hash.AppendData(row.Envelopes[i].Envelope.Span);
        }

        if (row.Envelopes.Count > row.Transactions)
        {
            throw Damage.At(number, "has more transactions than it was committed with");
        }

        if (!hash.GetHashAndReset().AsSpan().SequenceEqual(row.DataHash))
        {
            throw Damage.At(number, "holds transactions other than those it was committed with");
        }
    }

    private static byte[] CommitHashOf(ulong number, BlockMetadata metadata) =>
        metadata.Metadata.Count > (int)BlockMetadataIndex.CommitHash
            ? Metadata.Parser.ParseFrom(metadata.Metadata[(int)BlockMetadataIndex.CommitHash]).Value.ToByteArray()
            : throw Damage.At(number, "has incomplete metadata");
}
