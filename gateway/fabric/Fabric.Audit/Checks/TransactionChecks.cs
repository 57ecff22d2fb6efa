namespace Fabric.Audit;

/// <summary>The checks of one transaction that need nothing but its bytes and the channel's organizations.</summary>
public static class TransactionChecks
{
    /// <summary>Who created it, and that the creator signed all of it.</summary>
    /// <param name="stored">The transaction.</param>
    /// <param name="members">The channel's organizations.</param>
    /// <param name="report">Takes the outcome.</param>
    /// <returns>The creator; <c>null</c> when no organization vouches for it.</returns>
    public static VerifiedIdentity? Creator(StoredTransaction stored, MspVerifier members, CheckReport report)
    {
        if (!members.TryVerify(stored.Header.Creator.Span, null, out var creator, out var error))
        {
            report.Add("creator identity", false, error.Message);
            return null;
        }

        report.Add("creator identity", true, $"Issued by an authority of {creator.MspId}.");
        report.Add(
            "creator signature",
            creator.VerifyMessage(stored.Envelope.Payload.Span, stored.Envelope.Signature.Span),
            $"The creator of {creator.MspId} signed the whole transaction.");
        return creator;
    }

    /// <summary>That the id belongs to the creator and to nothing else.</summary>
    /// <param name="stored">The transaction.</param>
    /// <param name="report">Takes the outcome.</param>
    public static void Id(StoredTransaction stored, CheckReport report)
    {
        byte[] source = [.. stored.Header.Nonce.Span, .. stored.Header.Creator.Span];
        report.Add(
            "transaction id",
            stored.Id == Convert.ToHexStringLower(SHA256.HashData(source)),
            "The id is the SHA-256 of nonce and creator.");
    }

    /// <summary>Who endorsed it, that each signed the result, and that the result is this request's.</summary>
    /// <param name="stored">The transaction.</param>
    /// <param name="members">The channel's organizations.</param>
    /// <param name="report">Takes the outcome.</param>
    /// <returns>What was endorsed, with the endorsers whose signatures hold.</returns>
    public static IReadOnlyList<(EndorsedAction Action, IReadOnlyList<VerifiedIdentity> Endorsers)> Endorsements(
        StoredTransaction stored, MspVerifier members, CheckReport report)
    {
        IReadOnlyList<EndorsedAction> actions;
        try
        {
            actions = EndorsedAction.ReadAll(stored);
        }
        catch (InvalidProtocolBufferException)
        {
            report.Add("endorsement", false, "The endorsed action cannot be read.");
            return [];
        }

        if (actions.Count == 0)
        {
            report.Add("endorsement", false, "It has no action that anybody could have endorsed.");
        }

        // As peers do: a second one would be done by whoever reads all, and by nobody who reads the first.
        if (actions.Count > 1)
        {
            report.Add("endorsement", false, $"It has {actions.Count} actions, and peers take exactly one.");
        }

        return [.. actions.Select(action => (action, Endorsers(stored, action, members, report)))];
    }

    private static List<VerifiedIdentity> Endorsers(
        StoredTransaction stored, EndorsedAction action, MspVerifier members, CheckReport report)
    {
        // As Fabric's committer has it; without it a genuine endorsement of another request would do.
        byte[] proposal = [.. stored.Payload.Header.ChannelHeader.Span, .. action.Header.Span, .. action.Proposal.Span];
        report.Add(
            "proposal hash",
            action.Result.ProposalHash.Span.SequenceEqual(SHA256.HashData(proposal)),
            "The endorsed result is the answer to this request.");
        if (action.Endorsed.Endorsements.Count == 0)
        {
            report.Add("endorsement", false, "Nobody endorsed it.");
        }

        var endorsers = new List<VerifiedIdentity>();
        foreach (var endorsement in action.Endorsed.Endorsements)
        {
            if (!members.TryVerify(endorsement.Endorser.Span, null, out var endorser, out var error))
            {
                report.Add("endorsement", false, error.Message);
                continue;
            }

            byte[] signed = [.. action.Endorsed.ProposalResponsePayload.Span, .. endorsement.Endorser.Span];
            var holds = endorser.VerifyMessage(signed, endorsement.Signature.Span);
            report.Add("endorsement", holds, $"An endorser of {endorser.MspId} signed the result.");
            if (holds)
            {
                endorsers.Add(endorser);
            }
        }

        return endorsers;
    }
}
