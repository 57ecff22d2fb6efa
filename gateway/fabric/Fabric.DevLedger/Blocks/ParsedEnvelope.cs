using Google.Protobuf.Collections;

namespace Fabric.DevLedger.Blocks;

/// <summary>A transaction envelope taken apart, as far as it is well formed.</summary>
/// <remarks>Follows the order of checks of a Fabric 2.5 peer, so that the first fault found gives the same code.</remarks>
internal sealed class ParsedEnvelope
{
    private ParsedEnvelope()
    {
    }

    /// <summary>Valid, or the code of the first fault in the envelope's form. Signatures are not looked at.</summary>
    public TxValidationCode Code { get; private set; }

    public string ChannelId { get; private set; } = string.Empty;

    public string TransactionId { get; private set; } = string.Empty;

    public HeaderType Type { get; private set; }

    public Timestamp Timestamp { get; private set; } = new();

    public ByteString Creator { get; private set; } = ByteString.Empty;

    public string ChaincodeName { get; private set; } = string.Empty;

    /// <summary>The bytes that endorsers signed, together with their identity.</summary>
    public ByteString ProposalResponsePayload { get; private set; } = ByteString.Empty;

    public RepeatedField<Protos.Peer.Endorsement> Endorsements { get; private set; } = [];

    public ChaincodeEvent? Event { get; private set; }

    public IReadOnlyList<NamespaceReadWriteSet> ReadWriteSets { get; private set; } = [];

    public static ParsedEnvelope Parse(Envelope envelope)
    {
        var parsed = new ParsedEnvelope();
        parsed.Code = parsed.ParsePayload(envelope);
        return parsed;
    }

    /// <summary>What the transaction wrote under a public key.</summary>
    public KVWrite? FindWrite(string chaincode, string key)
    {
        foreach (var set in ReadWriteSets)
        {
            if (set.Chaincode != chaincode)
            {
                continue;
            }

            foreach (var write in set.Public.Writes)
            {
                if (write.Key == key)
                {
                    return write;
                }
            }
        }

        return null;
    }

    private static bool TryParse<T>(MessageParser<T> parser, ByteString bytes, out T message)
        where T : IMessage<T>, new()
    {
        try
        {
            message = parser.ParseForeign(bytes);
            return true;
        }
        catch (InvalidProtocolBufferException)
        {
            message = new T();
            return false;
        }
    }

    private TxValidationCode ParsePayload(Envelope envelope)
    {
        if (!TryParse(Payload.Parser, envelope.Payload, out var payload))
        {
            return TxValidationCode.BadPayload;
        }

        if (payload.Header is not { } header ||
            !TryParse(ChannelHeader.Parser, header.ChannelHeader, out var channel) ||
            !TryParse(SignatureHeader.Parser, header.SignatureHeader, out var signature))
        {
            return TxValidationCode.BadCommonHeader;
        }

        ChannelId = channel.ChannelId;
        TransactionId = channel.TxId;
        Type = (HeaderType)channel.Type;
        Timestamp = channel.Timestamp ?? new Timestamp();
        Creator = signature.Creator;
        if (Type is not (HeaderType.EndorserTransaction or HeaderType.ConfigUpdate or HeaderType.Config) ||
            channel.Epoch != 0 || signature.Nonce.IsEmpty || signature.Creator.IsEmpty)
        {
            return TxValidationCode.BadCommonHeader;
        }

        if (Type == HeaderType.Config)
        {
            return TxValidationCode.Valid;
        }

        if (Type != HeaderType.EndorserTransaction)
        {
            return TxValidationCode.UnsupportedTxPayload;
        }

        if (Blocks.TransactionId.Compute(signature.Nonce.Span, signature.Creator.Span) != TransactionId)
        {
            return TxValidationCode.BadProposalTxid;
        }

        return ParseTransaction(payload, header, channel);
    }

    private TxValidationCode ParseTransaction(Payload payload, Header header, ChannelHeader channel)
    {
        if (!TryParse(Transaction.Parser, payload.Data, out var transaction) ||
            transaction.Actions.Count != 1 ||
            !TryParse(SignatureHeader.Parser, transaction.Actions[0].Header, out var actionHeader) ||
            actionHeader.Nonce.IsEmpty || actionHeader.Creator.IsEmpty ||
            !TryParse(ChaincodeActionPayload.Parser, transaction.Actions[0].Payload, out var action) ||
            action.Action is null ||
            !TryParse(Protos.Peer.ProposalResponsePayload.Parser, action.Action.ProposalResponsePayload, out var response) ||
            !ProposalHash(header.ChannelHeader, transaction.Actions[0].Header, action.ChaincodeProposalPayload)
                .AsSpan().SequenceEqual(response.ProposalHash.Span))
        {
            return TxValidationCode.InvalidEndorserTransaction;
        }

        ProposalResponsePayload = action.Action.ProposalResponsePayload;
        Endorsements = action.Action.Endorsements;
        if (!TryParse(ChaincodeHeaderExtension.Parser, channel.Extension, out var extension))
        {
            return TxValidationCode.BadHeaderExtension;
        }

        if (response.Extension.IsEmpty || !TryParse(ChaincodeAction.Parser, response.Extension, out var chaincodeAction))
        {
            return TxValidationCode.BadResponsePayload;
        }

        return ParseAction(extension, chaincodeAction);
    }

    private TxValidationCode ParseAction(ChaincodeHeaderExtension extension, ChaincodeAction action)
    {
        if (NamespaceReadWriteSet.Parse(action.Results) is not { } sets)
        {
            return TxValidationCode.BadRwset;
        }

        ReadWriteSets = sets;
        if (extension.ChaincodeId is null || action.ChaincodeId is null)
        {
            return TxValidationCode.InvalidOtherReason;
        }

        ChaincodeName = extension.ChaincodeId.Name;
        if (ChaincodeName.Length == 0 || ChaincodeName != action.ChaincodeId.Name || action.ChaincodeId.Version.Length == 0)
        {
            return TxValidationCode.InvalidChaincode;
        }

        if (!action.Events.IsEmpty)
        {
            if (!TryParse(ChaincodeEvent.Parser, action.Events, out var chaincodeEvent) ||
                chaincodeEvent.ChaincodeId != ChaincodeName)
            {
                return TxValidationCode.InvalidOtherReason;
            }

            Event = chaincodeEvent;
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var set in sets)
        {
            if (!names.Add(set.Chaincode))
            {
                return TxValidationCode.IllegalWriteset;
            }
        }

        return TxValidationCode.Valid;
    }

    private static byte[] ProposalHash(ByteString channelHeader, ByteString signatureHeader, ByteString proposalPayload)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(channelHeader.Span);
        hash.AppendData(signatureHeader.Span);
        hash.AppendData(proposalPayload.Span);
        return hash.GetHashAndReset();
    }
}
