using System.Globalization;
using Fabric.Protos.Common;
using Fabric.Protos.Peer;
using Google.Protobuf;
using Insurance.Gateway.Ledger;
using Insurance.V1;

namespace Insurance.Gateway.Provenance;

/// <summary>Checks one transaction against what its block holds, believing nobody's word.</summary>
/// <remarks>Damage is an outcome, not a failure: whatever cannot be read is reported as the check it makes impossible.</remarks>
public sealed class TransactionVerifier(BlockSource blocks)
{
    private readonly ChannelMembers members = new(blocks);

    /// <summary>Runs every check; <c>null</c> when the ledger does not have the transaction.</summary>
    public async Task<VerifyTransactionResponse?> VerifyAsync(
        string transactionId, string role, CancellationToken cancellationToken)
    {
        var answer = new VerifyTransactionResponse
        {
            TransactionId = transactionId,
            ValidationCode = Name(TxValidationCode.NotValidated),
        };
        var report = new VerificationReport();
        try
        {
            if (await blocks.BlockOfAsync(transactionId, role, cancellationToken) is not { } block)
            {
                return null;
            }

            await CheckAsync(block, answer, report, role, cancellationToken);
        }
        catch (InvalidProtocolBufferException)
        {
            report.Add("block", false, "The peer's copy of the block cannot be read.");
        }

        answer.Checks.Add(report.Checks);
        answer.Verified = report.AllPassed;
        return answer;
    }

    private async Task CheckAsync(
        Block block, VerifyTransactionResponse answer, VerificationReport report, string role, CancellationToken cancellationToken)
    {
        // What a damaged block leaves out is as good as empty: no hash of it can be right.
        block.Header ??= new BlockHeader();
        block.Data ??= new BlockData();
        answer.BlockNumber = block.Header.Number;
        answer.BlockHash = Convert.ToHexStringLower(BlockHashes.OfHeader(block.Header));
        await CheckChainAsync(block, report, role, cancellationToken);
        if (StoredTransaction.Find(block, answer.TransactionId) is not { } stored)
        {
            report.Add("transaction", false, "The peer names this block, but no readable transaction in it has the id.");
            return;
        }

        var verifier = await members.AtAsync(block, role, cancellationToken);
        answer.CreatorMspId = TransactionChecks.Creator(stored, verifier, report);
        TransactionChecks.Id(stored, report);
        answer.EndorserMspIds.Add(TransactionChecks.Endorsements(stored, verifier, report));
        var code = ValidationCode(block, stored.Index);
        answer.ValidationCode = Name(code);
        report.Add("validation code", code == TxValidationCode.Valid, $"The peers recorded it as {Name(code)}.");
    }

    private async Task CheckChainAsync(
        Block block, VerificationReport report, string role, CancellationToken cancellationToken)
    {
        report.Add(
            "data hash",
            block.Header.DataHash.Span.SequenceEqual(BlockHashes.OfData(block.Data)),
            "The header's data hash is the SHA-256 of the block's transactions.");
        var number = block.Header.Number;
        if (number > 0)
        {
            var previous = await NeighbourAsync(number - 1, role, cancellationToken);
            report.Add(
                "previous block",
                previous is not null && block.Header.PreviousHash.Span.SequenceEqual(BlockHashes.OfHeader(previous)),
                $"The header holds the hash of block {number - 1}.");
        }

        // The newest block has nothing yet that could confirm it.
        if (await NeighbourAsync(number + 1, role, cancellationToken) is { } next)
        {
            report.Add(
                "next block",
                next.PreviousHash.Span.SequenceEqual(BlockHashes.OfHeader(block.Header)),
                $"Block {number + 1} holds this block's hash.");
        }
    }

    private async Task<BlockHeader?> NeighbourAsync(ulong number, string role, CancellationToken cancellationToken)
    {
        try
        {
            return (await blocks.BlockAsync(number, role, cancellationToken)).Header ?? new BlockHeader();
        }
        catch (LedgerException error) when (error.Failure is LedgerFailure.Refused or LedgerFailure.NotFound)
        {
            return null;
        }
        catch (InvalidProtocolBufferException)
        {
            return new BlockHeader();
        }
    }

    private static TxValidationCode ValidationCode(Block block, int index)
    {
        const int Filter = (int)BlockMetadataIndex.TransactionsFilter;
        var filter = block.Metadata?.Metadata is { Count: > Filter } metadata ? metadata[Filter] : ByteString.Empty;
        return index < filter.Length ? (TxValidationCode)filter[index] : TxValidationCode.NotValidated;
    }

    private static string Name(TxValidationCode code) =>
        TransactionReflection.Descriptor.EnumTypes
            .Single(type => type.Name == nameof(TxValidationCode))
            .FindValueByNumber((int)code)?.Name ?? ((int)code).ToString(CultureInfo.InvariantCulture);
}
