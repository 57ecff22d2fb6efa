using Fabric.DevLedger.Blocks;
using Fabric.DevLedger.Storage;
using Fabric.DevLedger.Validation;
using Fabric.Protos.Peer;
using Google.Protobuf;

namespace Fabric.DevLedger.Ordering;

/// <summary>Makes blocks of transactions and puts them on disk, one after another.</summary>
internal sealed class BlockCommitter(LedgerWriter writer, BlockValidator validator, BlockSigner signer, ChainTip? tip)
{
    private ChainTip _tip = tip ?? new ChainTip(0, [], [], []);

    public ulong Height => _tip.Height;

    /// <summary>Commits block 0.</summary>
    public void CommitConfiguration(ByteString envelope)
    {
        var parsed = ParsedEnvelope.Parse(Protos.Common.Envelope.Parser.ParseFrom(envelope));
        var transactions = new[] { new CommittedTransaction(parsed.TransactionId, envelope, TxValidationCode.Valid, null) };
        Write(transactions, new UpdateBatch(), commitHash: []);
    }

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

        Write(transactions, batch, commitHash: null);
        return number;
    }

    private void Write(CommittedTransaction[] transactions, UpdateBatch batch, byte[]? commitHash)
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
        writer.Commit(new BlockCommit
        {
            Header = header,
            Hash = hash,
            Metadata = signer.Metadata(headerBytes, codes, commitHash),
            UpdatesHash = updatesHash,
            Transactions = transactions,
            Updates = batch.Updates,
            PrivateUpdates = batch.PrivateUpdates,
        });
        _tip = new ChainTip(_tip.Height + 1, hash, _tip.Hash, commitHash);
    }
}
