using System.Security.Cryptography;
using Fabric.DevLedger.Blocks;
using Fabric.DevLedger.Storage.Sqlite;
using Fabric.Protos.Common;

namespace Fabric.DevLedger.Storage;

/// <summary>Walks the whole chain from block 0 and checks that every hash holds.</summary>
internal static class ChainVerifier
{
    /// <summary>Verifies the file; the last block's metadata, with the orderer's signature, is the caller's to check.</summary>
    /// <returns>The end of the chain, or null for an empty ledger.</returns>
    /// <exception cref="LedgerDamagedException">A block is missing, or is not what was committed.</exception>
    public static ChainTip? Verify(string path)
    {
        ulong expected = 0;
        try
        {
            using var database = Database.Open(path, readOnly: true, cacheKibibytes: 4096);
            var blocks = database.Prepare(
                "SELECT number, previous_hash, data_hash, hash, metadata, updates_hash, transactions FROM blocks ORDER BY number");
            var envelopes = database.Prepare("SELECT position, envelope FROM envelopes ORDER BY position");
            var tip = (ChainTip?)null;
            var more = envelopes.Step();
            while (blocks.Step())
            {
                var number = (ulong)blocks.Int64(0);
                if (number != expected)
                {
                    throw Damaged(expected, "is missing");
                }

                CheckData(expected, blocks.Span(2), blocks.Int64(6), envelopes, ref more);
                tip = CheckHeader(expected, blocks, tip);
                expected++;
            }

            if (more)
            {
                throw Damaged(expected, "is missing, but transactions of it are there");
            }

            CheckState(database, expected);
            return tip;
        }
        catch (SqliteException e)
        {
            throw Damaged(expected, "cannot be read: " + e.Message);
        }
        catch (Google.Protobuf.InvalidProtocolBufferException)
        {
            throw Damaged(expected, "has unreadable metadata");
        }
    }

    private static void CheckData(ulong number, ReadOnlySpan<byte> dataHash, long count, Statement envelopes, ref bool more)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var position = StateVersion.FirstPosition(number);
        for (var i = 0L; i < count; i++, position++)
        {
            if (!more || envelopes.Int64(0) != position)
            {
                throw Damaged(number, FormattableString.Invariant($"lacks transaction {i}"));
            }

            hash.AppendData(envelopes.Span(1));
            more = envelopes.Step();
        }

        if (more && envelopes.Int64(0) < StateVersion.FirstPosition(number + 1))
        {
            throw Damaged(number, "has more transactions than it was committed with");
        }

        if (!hash.GetHashAndReset().AsSpan().SequenceEqual(dataHash))
        {
            throw Damaged(number, "holds transactions other than those it was committed with");
        }
    }

    private static ChainTip CheckHeader(ulong number, Statement block, ChainTip? tip)
    {
        var previous = block.Bytes(1);
        if (!previous.AsSpan().SequenceEqual(tip?.Hash ?? []))
        {
            throw Damaged(number, "does not follow the block before it");
        }

        var hash = SHA256.HashData(BlockHash.HeaderBytes(number, previous, block.Span(2)));
        if (!hash.AsSpan().SequenceEqual(block.Span(3)))
        {
            throw Damaged(number, "has a header other than the one it was committed with");
        }

        var metadata = BlockMetadata.Parser.ParseFrom(block.Span(4));
        if (metadata.Metadata.Count <= (int)BlockMetadataIndex.CommitHash)
        {
            throw Damaged(number, "has incomplete metadata");
        }

        var commitHash = Metadata.Parser.ParseFrom(metadata.Metadata[(int)BlockMetadataIndex.CommitHash]).Value;
        var codes = metadata.Metadata[(int)BlockMetadataIndex.TransactionsFilter];
        if (codes.Length != block.Int64(6) ||
            (number > 0 && !commitHash.Span.SequenceEqual(CommitHash.Next(tip!.CommitHash, codes.Span, block.Span(5)))))
        {
            throw Damaged(number, "has validation codes other than those it was committed with");
        }

        return new ChainTip(number + 1, hash, previous, commitHash.ToByteArray());
    }

    private static void CheckState(Database database, ulong height)
    {
        var read = database.Prepare("SELECT value FROM meta WHERE name = 'state_height'");
        var recorded = read.Step() ? ulong.Parse(read.Text(0), System.Globalization.CultureInfo.InvariantCulture) : 0;
        if (recorded != height)
        {
            var block = Math.Min(recorded, height);
            throw new LedgerDamagedException(block, FormattableString.Invariant(
                $"the ledger is damaged: the state is that of {recorded} blocks, but the chain has {height}; block {block} is the first that they do not share"));
        }
    }

    private static LedgerDamagedException Damaged(ulong block, string what) =>
        new(block, FormattableString.Invariant($"the ledger is damaged: block {block} {what}"));
}
