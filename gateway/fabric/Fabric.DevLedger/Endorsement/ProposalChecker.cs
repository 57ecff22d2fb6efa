namespace Fabric.DevLedger.Endorsement;

/// <summary>What an endorser checks before it runs a proposal; every message is a Fabric peer's.</summary>
/// <param name="channel">The channel.</param>
/// <param name="membership">Who its members are.</param>
/// <param name="time">The clock by which certificates are judged.</param>
/// <param name="filters">What comes before all of it; null as of a peer that calls itself, as Fabric 2.5's gateway does.</param>
internal sealed class ProposalChecker(string channel, ChannelIdentities membership, TimeProvider time, PeerFilters? filters = null)
{
    public const string Expired = "proposal client identity expired";

    /// <summary>The creator, or why the proposal is refused.</summary>
    public CheckedProposal Check(DecodedProposal proposal)
    {
        if (filters?.Refusal(proposal) is { } filtered)
        {
            return CheckedProposal.Refused(filtered, filtered: true);
        }

        try
        {
            return CheckContent(proposal);
        }
        catch (ProposalFormatException e)
        {
            return CheckedProposal.Refused(e.Message);
        }
    }

    private static string MspIdOf(ByteString creator)
    {
        try
        {
            return SerializedIdentity.Parser.ParseForeign(creator).Mspid;
        }
        catch (InvalidProtocolBufferException)
        {
            return string.Empty;
        }
    }

    private CheckedProposal CheckContent(DecodedProposal proposal)
    {
        var signature = MessageDecoder.Parse(SignatureHeader.Parser, proposal.Header.SignatureHeader);
        var extension = MessageDecoder.Parse(ChaincodeHeaderExtension.Parser, proposal.ChannelHeader.Extension);
        var problem = extension.ChaincodeId is null ? "ChaincodeHeaderExtension.ChaincodeId is nil"
            : extension.ChaincodeId.Name.Length == 0 ? "ChaincodeHeaderExtension.ChaincodeId.Name is empty"
            : proposal.Spec is null ? "chaincode invocation spec did not contain chaincode spec"
            : proposal.Spec.Input is null ? "chaincode input did not contain any input"
            : HeaderProblem(proposal, signature) is { } header ? "error validating proposal: " + header
            : null;
        if (problem is not null)
        {
            return CheckedProposal.Refused(problem);
        }

        var creator = membership.Find(signature.Creator.Span, out var reason);
        if (creator is null)
        {
            return CheckedProposal.Refused("error validating proposal: " + UnknownCreator(reason, signature.Creator));
        }

        if (!creator.VerifyMessage(proposal.Signed.ProposalBytes.Span, proposal.Signed.Signature.Span))
        {
            return CheckedProposal.Refused($"error validating proposal: access denied: channel [{channel}] creator org [{creator.MspId}]");
        }

        if (!SystemChaincodes.IsSystem(extension.ChaincodeId!.Name) && !membership.CanWrite(creator))
        {
            return CheckedProposal.Refused(AccessRefusal.Message(channel, "Writers"));
        }

        var expired = creator.CheckValidity(time.GetUtcNow()) is { Reason: IdentityErrorReason.Expired };
        return new CheckedProposal(null, creator, signature, extension.ChaincodeId.Name, expired);
    }

    private static string? HeaderProblem(DecodedProposal proposal, SignatureHeader signature)
    {
        var header = proposal.ChannelHeader;
        if ((HeaderType)header.Type is not (HeaderType.EndorserTransaction or HeaderType.Config))
        {
            return "invalid header type " + TypeName(header.Type);
        }

        if (header.Epoch != 0)
        {
            return "epoch is non-zero";
        }

        if (signature.Nonce.IsEmpty)
        {
            return "nonce is empty";
        }

        if (signature.Creator.IsEmpty)
        {
            return "creator is empty";
        }

        var expected = TransactionId.Compute(signature.Nonce.Span, signature.Creator.Span);
        if (header.TxId != expected)
        {
            return $"incorrectly computed txid '{header.TxId}' -- expected '{expected}'";
        }

        return proposal.Signed.Signature.IsEmpty ? "empty signature bytes" : null;
    }

    private static string TypeName(int type) =>
        CommonReflection.Descriptor.FindTypeByName<Google.Protobuf.Reflection.EnumDescriptor>("HeaderType")
            .FindValueByNumber(type)?.Name ?? type.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private string UnknownCreator(IdentityErrorReason reason, ByteString creator) => reason switch
    {
        IdentityErrorReason.Malformed or IdentityErrorReason.UnknownMsp or IdentityErrorReason.NotIssuedByMsp
            or IdentityErrorReason.UnsupportedKey or IdentityErrorReason.IsCertificateAuthority =>
            $"access denied: channel [{channel}] creator org unknown, creator is malformed",
        _ => $"access denied: channel [{channel}] creator org [{MspIdOf(creator)}]",
    };
}
