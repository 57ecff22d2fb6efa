using System.Security.Cryptography;
using Fabric.Msp;
using Fabric.Protos.Peer;
using Google.Protobuf;

namespace Insurance.Gateway.Provenance;

/// <summary>The checks of one transaction that need nothing but its bytes and the channel's organizations.</summary>
internal static class TransactionChecks
{
    /// <summary>Who created it, and that the creator signed all of it.</summary>
    /// <returns>The creator's MSP; empty when no organization vouches for the creator.</returns>
    public static string Creator(StoredTransaction stored, MspVerifier verifier, VerificationReport report)
    {
        if (!verifier.TryVerify(stored.Header.Creator.Span, null, out var creator, out var error))
        {
            report.Add("creator identity", false, error.Message);
            return "";
        }

        report.Add("creator identity", true, $"Issued by an authority of {creator.MspId}.");
        report.Add(
            "creator signature",
            creator.VerifyMessage(stored.Envelope.Payload.Span, stored.Envelope.Signature.Span),
            $"The creator of {creator.MspId} signed the whole transaction.");
        return creator.MspId;
    }

    /// <summary>That the id belongs to the creator and to nothing else.</summary>
    public static void Id(StoredTransaction stored, VerificationReport report)
    {
        byte[] source = [.. stored.Header.Nonce.Span, .. stored.Header.Creator.Span];
        report.Add(
            "transaction id",
            stored.Channel.TxId == Convert.ToHexStringLower(SHA256.HashData(source)),
            "The id is the SHA-256 of nonce and creator.");
    }

    /// <summary>Who endorsed it, that each signed the result, and that the result is this request's.</summary>
    /// <returns>The MSPs of the endorsers that an organization vouches for.</returns>
    public static List<string> Endorsements(StoredTransaction stored, MspVerifier verifier, VerificationReport report)
    {
        var endorsers = new List<string>();
        try
        {
            var actions = Transaction.Parser.ParseFrom(stored.Payload.Data).Actions;
            foreach (var action in actions)
            {
                endorsers.AddRange(Action(stored, action, verifier, report));
            }

            if (actions.Count == 0)
            {
                report.Add("endorsement", false, "It has no action that anybody could have endorsed.");
            }
        }
        catch (InvalidProtocolBufferException)
        {
            report.Add("endorsement", false, "The endorsed action cannot be read.");
        }

        return endorsers;
    }

    private static List<string> Action(
        StoredTransaction stored, TransactionAction action, MspVerifier verifier, VerificationReport report)
    {
        var payload = ChaincodeActionPayload.Parser.ParseFrom(action.Payload);
        var endorsed = payload.Action ?? new ChaincodeEndorsedAction();
        var result = ProposalResponsePayload.Parser.ParseFrom(endorsed.ProposalResponsePayload);

        // As Fabric's committer has it; without it a genuine endorsement of another request would do.
        byte[] proposal =
            [.. stored.Payload.Header.ChannelHeader.Span, .. action.Header.Span, .. payload.ChaincodeProposalPayload.Span];
        report.Add(
            "proposal hash",
            result.ProposalHash.Span.SequenceEqual(SHA256.HashData(proposal)),
            "The endorsed result is the answer to this request.");
        if (endorsed.Endorsements.Count == 0)
        {
            report.Add("endorsement", false, "Nobody endorsed it.");
        }

        var endorsers = new List<string>();
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
                $"An endorser of {endorser.MspId} signed the result.");
            endorsers.Add(endorser.MspId);
        }

        return endorsers;
    }
}
