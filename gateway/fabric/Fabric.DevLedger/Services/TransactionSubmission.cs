using Grpc.Core;

namespace Fabric.DevLedger.Services;

/// <summary>Takes envelopes in, as an orderer does, and checks ahead what does not depend on the ledger's state.</summary>
internal static class TransactionSubmission
{
    private const int AbsoluteMaxBytes = 10 * 1024 * 1024;

    /// <exception cref="RpcException">The orderer refuses the envelope; worded as a Fabric gateway words it.</exception>
    public static PendingTransaction Prepare(LedgerContext ledger, Envelope envelope, CallAdmission? admission)
    {
        CheckHeader(ledger, envelope);
        var parsed = ParsedEnvelope.Parse(envelope);
        admission?.Verified(CheckSigner(ledger, envelope, parsed));
        if (parsed.Type is not HeaderType.EndorserTransaction)
        {
            throw Refused("BAD_REQUEST", "this ledger orders endorsed transactions only");
        }

        var bytes = envelope.ToByteString();
        if (bytes.Length > AbsoluteMaxBytes)
        {
            throw Refused("BAD_REQUEST", FormattableString.Invariant(
                $"message payload is {bytes.Length} bytes and exceeds maximum allowed {AbsoluteMaxBytes} bytes"));
        }

        return new PendingTransaction
        {
            Envelope = bytes,
            Parsed = parsed,
            Endorsers = Endorsers(ledger, parsed),
            PrivateWrites = PrivateWrites(ledger, parsed),
        };
    }

    private static void CheckHeader(LedgerContext ledger, Envelope envelope)
    {
        ChannelHeader header;
        try
        {
            var payload = MessageDecoder.Parse(Payload.Parser, envelope.Payload);
            if (payload.Header is null)
            {
                throw Refused("BAD_REQUEST", "could not determine channel ID: header not set");
            }

            header = MessageDecoder.Parse(ChannelHeader.Parser, payload.Header.ChannelHeader);
        }
        catch (ProposalFormatException e)
        {
            throw Refused("BAD_REQUEST", "could not determine channel ID: " + e.Message);
        }

        if (header.ChannelId != ledger.Channel)
        {
            throw Refused(
                "BAD_REQUEST",
                ledger.AnswersAs31 ? "channel does not exist" : "channel creation request not allowed because the orderer system channel is not defined");
        }
    }

    private static VerifiedIdentity CheckSigner(LedgerContext ledger, Envelope envelope, ParsedEnvelope parsed)
    {
        var creator = ledger.Membership.Find(parsed.Creator.Span, out _);
        if (creator?.CheckValidity(ledger.Time.GetUtcNow()) is { Reason: IdentityErrorReason.Expired })
        {
            throw Refused("BAD_REQUEST", "broadcast client identity expired");
        }

        if (creator is null || !ledger.Membership.CanOrder(creator) ||
            !creator.VerifyMessage(envelope.Payload.Span, envelope.Signature.Span))
        {
            throw Refused("FORBIDDEN", AccessRefusal.Implicit("Writers") + ": permission denied");
        }

        return creator;
    }

    private static List<VerifiedIdentity> Endorsers(LedgerContext ledger, ParsedEnvelope parsed)
    {
        var endorsers = new List<VerifiedIdentity>(parsed.Endorsements.Count);
        foreach (var endorsement in parsed.Endorsements)
        {
            var identity = ledger.Membership.Find(endorsement.Endorser.Span, out _);
            if (identity is null)
            {
                continue;
            }

            var digest = OrganizationPeer.DigestOf(parsed.ProposalResponsePayload.Span, endorsement.Endorser.Span);
            if (ledger.Signatures.IsOwn(digest, endorsement.Signature.Span) ||
                identity.VerifyDigest(digest, endorsement.Signature.Span))
            {
                endorsers.Add(identity);
            }
        }

        return endorsers;
    }

    /// <summary>The private values that belong to the hashes in the transaction.</summary>
    private static List<PrivateWriteSet> PrivateWrites(LedgerContext ledger, ParsedEnvelope parsed)
    {
        var writes = new List<PrivateWriteSet>();
        IReadOnlyList<PrivateWriteSet>? held = null;
        foreach (var set in parsed.ReadWriteSets)
        {
            foreach (var collection in set.Collections)
            {
                if (collection.WriteSetHash.IsEmpty)
                {
                    continue;
                }

                if (held is null && !ledger.Transient.TryGet(parsed.TransactionId, out held))
                {
                    held = [];
                }

                var match = held.FirstOrDefault(candidate =>
                    candidate.Chaincode == set.Chaincode && candidate.Collection == collection.Collection &&
                    collection.WriteSetHash.Span.SequenceEqual(candidate.Hash));

                // Other peers could supply the values on a network; here nobody else has them, and they would be lost.
                if (match is null && !IsCommitted(ledger, parsed.TransactionId))
                {
                    throw ServiceErrors.Status(
                        StatusCode.Aborted,
                        "the private data of the transaction is not held here any more; endorse the proposal again");
                }

                if (match is not null)
                {
                    writes.Add(match);
                }
            }
        }

        return writes;
    }

    private static bool IsCommitted(LedgerContext ledger, string transactionId)
    {
        using var lease = ledger.Readers.Rent();
        return lease.Reader.Transaction(transactionId) is { } found && TransactionKey.IsProven(found.Code);
    }

    private static RpcException Refused(string status, string info) => ServiceErrors.Status(
        StatusCode.Aborted, $"received unsuccessful response from orderer: status={status}, info={info}");
}
