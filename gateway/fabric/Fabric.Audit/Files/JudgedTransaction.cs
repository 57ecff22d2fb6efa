namespace Fabric.Audit;

/// <summary>One transaction of an export, with everything that it alone can show.</summary>
/// <param name="Index">Its place in the block.</param>
/// <param name="Code">The peers' verdict.</param>
/// <param name="Form">What is wrong with its form, if anything is.</param>
/// <param name="Replayed">What it did, when its form is right.</param>
internal sealed record JudgedTransaction(int Index, TxValidationCode Code, EnvelopeForm Form, ReplayedTransaction? Replayed)
{
    public static JudgedTransaction Judge(Block block, int index, ChannelConfiguration configuration)
    {
        var code = BlockContents.ValidationCode(block, index);
        var form = EnvelopeForm.Of(block.Data.Data[index], index, configuration);
        return new JudgedTransaction(index, code, form, form is { Fault: null, LateFault: null, Action: { } action }
            ? new ReplayedTransaction(index, code, action, form.Chaincode, form.Changes, Endorsers(action, configuration.Members))
            : null);
    }

    // As in Fabric an endorsement that does not hold is passed over: what counts is whether the others are enough.
    private static List<VerifiedIdentity> Endorsers(EndorsedAction action, MspVerifier members)
    {
        var endorsers = new List<VerifiedIdentity>();
        foreach (var endorsement in action.Endorsed.Endorsements)
        {
            byte[] signed = [.. action.Endorsed.ProposalResponsePayload.Span, .. endorsement.Endorser.Span];
            if (members.TryVerify(endorsement.Endorser.Span, null, out var endorser, out _)
                && endorser.VerifyMessage(signed, endorsement.Signature.Span))
            {
                endorsers.Add(endorser);
            }
        }

        return endorsers;
    }
}
