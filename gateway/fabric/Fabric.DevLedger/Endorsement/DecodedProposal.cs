namespace Fabric.DevLedger.Endorsement;

/// <summary>A signed proposal taken apart as far as the gateway itself looks.</summary>
internal sealed class DecodedProposal
{
    private DecodedProposal(SignedProposal signed, Header header, ChannelHeader channelHeader, ChaincodeProposalPayload payload)
    {
        Signed = signed;
        Header = header;
        ChannelHeader = channelHeader;
        Payload = payload;
        Spec = MessageDecoder.Parse(ChaincodeInvocationSpec.Parser, payload.Input).ChaincodeSpec;
        WithoutTransient = new ChaincodeProposalPayload { Input = payload.Input }.ToByteString();
    }

    public SignedProposal Signed { get; }

    public Header Header { get; }

    public ChannelHeader ChannelHeader { get; }

    public ChaincodeProposalPayload Payload { get; }

    public ChaincodeSpec? Spec { get; }

    /// <summary>The payload as it goes into the transaction.</summary>
    public ByteString WithoutTransient { get; }

    public string Channel => ChannelHeader.ChannelId;

    public string TransactionId => ChannelHeader.TxId;

    /// <summary>The chaincode that the gateway plans for.</summary>
    public string Chaincode => Spec?.ChaincodeId?.Name ?? string.Empty;

    public bool HasTransientData => Payload.TransientMap.Count > 0;

    /// <exception cref="ProposalFormatException">A part cannot be decoded.</exception>
    public static DecodedProposal Decode(SignedProposal signed)
    {
        var proposal = MessageDecoder.Parse(Proposal.Parser, signed.ProposalBytes);
        var header = MessageDecoder.Parse(Protos.Common.Header.Parser, proposal.Header);
        return new DecodedProposal(
            signed,
            header,
            MessageDecoder.Parse(Protos.Common.ChannelHeader.Parser, header.ChannelHeader),
            MessageDecoder.Parse(ChaincodeProposalPayload.Parser, proposal.Payload));
    }

    public byte[] Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Header.ChannelHeader.Span);
        hash.AppendData(Header.SignatureHeader.Span);
        hash.AppendData(WithoutTransient.Span);
        return hash.GetHashAndReset();
    }
}
