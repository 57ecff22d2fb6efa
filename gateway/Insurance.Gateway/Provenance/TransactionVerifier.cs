using System.Security.Cryptography;
using Fabric.Msp;
using Fabric.Protos.Common;
using Fabric.Protos.Peer;
using Google.Protobuf;
using Insurance.Gateway.Ledger;
using Insurance.V1;

namespace Insurance.Gateway.Provenance;

/// <summary>Checks one transaction against what its block holds, believing nobody's word.</summary>
public sealed class TransactionVerifier(BlockSource blocks)
{
    private readonly ChannelMembers members = new(blocks);

    /// <summary>Runs every check; <c>null</c> when the ledger does not have the transaction.</summary>
    public async Task<VerifyTransactionResponse?> VerifyAsync(
        string transactionId, string role, CancellationToken cancellationToken)
    {
        if (await blocks.BlockOfAsync(transactionId, role, cancellationToken) is not { } block
            || Find(block, transactionId) is not { } found)
        {
            return null;
        }

        var report = new VerificationReport();
        await CheckBlockAsync(block, report, role, cancellationToken);
        var verifier = await members.AtAsync(block, role, cancellationToken);
        var creator = CheckCreator(found.Envelope, found.Header, verifier, report);
        CheckTransactionId(found.Channel, found.Header, report);
        var endorsers = CheckEndorsements(found.Payload, verifier, report);
        var code = ValidationCode(block, found.Index);
        report.Add("validation code", code == TxValidationCode.Valid, $"The peers recorded it as {Name(code)}.");
        return new VerifyTransactionResponse
        {
            TransactionId = transactionId,
            BlockNumber = block.Header.Number,
            ValidationCode = Name(code),
            CreatorMspId = creator,
            EndorserMspIds = { endorsers },
            BlockHash = Convert.ToHexStringLower(BlockHashes.OfHeader(block.Header)),
            Checks = { report.Checks },
            Verified = report.AllPassed,
        };
    }

    private async Task CheckBlockAsync(
        Block block, VerificationReport report, string role, CancellationToken cancellationToken)
    {
        report.Add(
            "data hash",
            block.Header.DataHash.Span.SequenceEqual(BlockHashes.OfData(block.Data)),
            "The header's data hash is the SHA-256 of the block's transactions.");
        if (block.Header.Number > 0)
        {
            var previous = await blocks.BlockAsync(block.Header.Number - 1, role, cancellationToken);
            report.Add(
                "previous block",
                block.Header.PreviousHash.Span.SequenceEqual(BlockHashes.OfHeader(previous.Header)),
                $"The header holds the hash of block {previous.Header.Number}.");
        }

        try
        {
            var next = await blocks.BlockAsync(block.Header.Number + 1, role, cancellationToken);
            report.Add(
                "next block",
                next.Header.PreviousHash.Span.SequenceEqual(BlockHashes.OfHeader(block.Header)),
                $"Block {next.Header.Number} holds this block's hash.");
        }
        catch (LedgerException error) when (error.Failure is LedgerFailure.Refused or LedgerFailure.NotFound)
        {
            // It is the newest block: there is nothing yet that could confirm it.
        }
    }

    private static string CheckCreator(
        Envelope envelope, SignatureHeader header, MspVerifier verifier, VerificationReport report)
    {
        if (!verifier.TryVerify(header.Creator.Span, null, out var creator, out var error))
        {
            report.Add("creator identity", false, error.Message);
            return "";
        }

        report.Add("creator identity", true, $"Issued by an authority of {creator.MspId}.");
        report.Add(
            "creator signature",
            creator.VerifyMessage(envelope.Payload.Span, envelope.Signature.Span),
            $"The creator of {creator.MspId} signed the whole transaction.");
        return creator.MspId;
    }

    private static void CheckTransactionId(ChannelHeader channel, SignatureHeader header, VerificationReport report)
    {
        byte[] source = [.. header.Nonce.Span, .. header.Creator.Span];
        report.Add(
            "transaction id",
            channel.TxId == Convert.ToHexStringLower(SHA256.HashData(source)),
            "The id is the SHA-256 of nonce and creator.");
    }

    private static List<string> CheckEndorsements(Payload payload, MspVerifier verifier, VerificationReport report)
    {
        var endorsers = new List<string>();
        foreach (var action in Transaction.Parser.ParseFrom(payload.Data).Actions)
        {
            var endorsed = ChaincodeActionPayload.Parser.ParseFrom(action.Payload).Action;
            foreach (var endorsement in endorsed.Endorsements)
            {
                if (!verifier.TryVerify(endorsement.Endorser.Span, null, out var endorser, out var error))
                {
                    report.Add("endorsement", false, error.Message);
                    continue;
                }

                byte[] signed = [.. endorsed.ProposalResponsePayload.Span, .. endorsement.Endorser.Span];
                report.Add(
                    "endorsement",
                    endorser.VerifyMessage(signed, endorsement.Signature.Span),
                    $"A peer of {endorser.MspId} signed the result.");
                endorsers.Add(endorser.MspId);
            }
        }

        if (endorsers.Count == 0)
        {
            report.Add("endorsement", false, "Nobody endorsed it.");
        }

        return endorsers;
    }

    private static Located? Find(Block block, string transactionId)
    {
        for (var index = 0; index < block.Data.Data.Count; index++)
        {
            var envelope = Envelope.Parser.ParseFrom(block.Data.Data[index]);
            var payload = Payload.Parser.ParseFrom(envelope.Payload);
            var channel = ChannelHeader.Parser.ParseFrom(payload.Header.ChannelHeader);
            if (channel.TxId == transactionId && channel.Type == (int)HeaderType.EndorserTransaction)
            {
                var header = SignatureHeader.Parser.ParseFrom(payload.Header.SignatureHeader);
                return new Located(index, envelope, payload, channel, header);
            }
        }

        return null;
    }

    private static TxValidationCode ValidationCode(Block block, int index)
    {
        var filter = block.Metadata.Metadata[(int)BlockMetadataIndex.TransactionsFilter];
        return index < filter.Length ? (TxValidationCode)filter[index] : TxValidationCode.NotValidated;
    }

    private static string Name(TxValidationCode code) =>
        TransactionReflection.Descriptor.EnumTypes
            .Single(type => type.Name == nameof(TxValidationCode))
            .FindValueByNumber((int)code)?.Name ?? ((int)code).ToString(System.Globalization.CultureInfo.InvariantCulture);

    private sealed record Located(
        int Index, Envelope Envelope, Payload Payload, ChannelHeader Channel, SignatureHeader Header);
}
