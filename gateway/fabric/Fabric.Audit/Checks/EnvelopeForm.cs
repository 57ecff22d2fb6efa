namespace Fabric.Audit;

/// <summary>What is wrong with an envelope by itself, as a peer's validation finds it: the first fault, in the order of its checks.</summary>
/// <remarks>
/// The order is that of Fabric 2.5: <c>msgvalidation.go</c>, then <c>txvalidator/v20</c>, then its <c>plugindispatcher</c>, before
/// any policy is looked at. Peers look for a transaction's id in the ledger between the two parts of it.
/// </remarks>
internal sealed class EnvelopeForm
{
    private readonly Envelope? _envelope;
    private readonly ChannelConfiguration _configuration;
    private ProposalResponsePayload _response = new();
    private ByteString _extension = ByteString.Empty;

    private EnvelopeForm(ByteString bytes, int index, ChannelConfiguration configuration)
    {
        _configuration = configuration;
        _envelope = Try(Envelope.Parser, bytes);
        Fault = Judge(index);
        if (Fault is null && Stored is { Type: HeaderType.EndorserTransaction })
        {
            LateFault = JudgeAction();
        }
    }

    /// <summary>The first fault of envelope, headers, signature and action; <c>null</c>: none.</summary>
    public FormFault? Fault { get; }

    /// <summary>The first fault of the endorsed result, which peers look at after they have looked for the id; <c>null</c>: none.</summary>
    public FormFault? LateFault { get; }

    /// <summary>The transaction, as far as it can be read.</summary>
    public StoredTransaction? Stored { get; private set; }

    /// <summary>Who created it; <c>null</c>: nobody whose signature holds.</summary>
    public VerifiedIdentity? Creator { get; private set; }

    /// <summary>What was asked and answered; <c>null</c> before that could be read.</summary>
    public EndorsedAction? Action { get; private set; }

    /// <summary>The chaincode that ran.</summary>
    public string Chaincode { get; private set; } = "";

    /// <summary>What it read and wrote.</summary>
    public IReadOnlyList<NamespaceChanges> Changes { get; private set; } = [];

    /// <summary>The id by which peers remember it, be it valid or not; empty: by none.</summary>
    public string RememberedId
    {
        get
        {
            if (Stored is null)
            {
                return "";
            }

            return Stored.Id.Length > 0 ? Stored.Id : IdOf(Stored.Header);
        }
    }

    public static EnvelopeForm Of(ByteString bytes, int index, ChannelConfiguration configuration) => new(bytes, index, configuration);

    private static string IdOf(SignatureHeader header)
    {
        byte[] source = [.. header.Nonce.Span, .. header.Creator.Span];
        return Convert.ToHexStringLower(SHA256.HashData(source));
    }

    private static T? Try<T>(MessageParser<T> parser, ByteString bytes)
        where T : class, IMessage<T>
    {
        try
        {
            return parser.ParseForeign(bytes);
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    private FormFault? Judge(int index)
    {
        if (_envelope is null)
        {
            return new(TxValidationCode.InvalidOtherReason, "transaction", "The envelope cannot be read.");
        }

        if (Try(Payload.Parser, _envelope.Payload) is not { } payload)
        {
            return new(TxValidationCode.BadPayload, "transaction", "The payload cannot be read.");
        }

        if (payload.Header is not { } header
            || Try(ChannelHeader.Parser, header.ChannelHeader) is not { } channel
            || Try(SignatureHeader.Parser, header.SignatureHeader) is not { } signature)
        {
            return new(TxValidationCode.BadCommonHeader, "transaction", "The headers are missing or cannot be read.");
        }

        Stored = new StoredTransaction(index, _envelope, payload, channel, signature);
        if (Stored.Type is not (HeaderType.EndorserTransaction or HeaderType.ConfigUpdate or HeaderType.Config)
            || channel.Epoch != 0 || signature.Nonce.IsEmpty || signature.Creator.IsEmpty)
        {
            return new(TxValidationCode.BadCommonHeader, "transaction", "The type, the epoch, the nonce or the creator in its headers is none that peers take.");
        }

        return JudgeCreator(Stored) ?? JudgeType(Stored);
    }

    private FormFault? JudgeCreator(StoredTransaction stored)
    {
        const TxValidationCode Code = TxValidationCode.BadCreatorSignature;
        if (stored.Channel.ChannelId != _configuration.Channel)
        {
            return new(Code, "channel", $"It is of channel {stored.Channel.ChannelId}.");
        }

        if (!_configuration.Members.TryVerify(stored.Header.Creator.Span, null, out var creator, out var error))
        {
            return new(Code, "creator identity", error.Message);
        }

        if (!creator.VerifyMessage(stored.Envelope.Payload.Span, stored.Envelope.Signature.Span))
        {
            return new(Code, "creator signature", $"The creator of {creator.MspId} did not sign it, or not all of it.");
        }

        Creator = creator;
        return null;
    }

    private FormFault? JudgeType(StoredTransaction stored)
    {
        switch (stored.Type)
        {
            case HeaderType.Config:
                return null;
            case HeaderType.ConfigUpdate:
                return new(TxValidationCode.UnsupportedTxPayload, "transaction", "It is an update of the configuration, which orderers wrap before it is recorded.");
        }

        if (stored.Id != IdOf(stored.Header))
        {
            return new(TxValidationCode.BadProposalTxid, "transaction id", "The id is not the SHA-256 of nonce and creator.");
        }

        return JudgeTransaction(stored);
    }

    private FormFault? JudgeTransaction(StoredTransaction stored)
    {
        const TxValidationCode Code = TxValidationCode.InvalidEndorserTransaction;
        if (Try(Transaction.Parser, stored.Payload.Data) is not { Actions: [var action] })
        {
            return new(Code, "endorsement", "It does not have exactly one action.");
        }

        if (Try(SignatureHeader.Parser, action.Header) is not { } header || header.Nonce.IsEmpty || header.Creator.IsEmpty)
        {
            return new(Code, "endorsement", "The header of its action cannot be read, or lacks nonce or creator.");
        }

        if (Try(ChaincodeActionPayload.Parser, action.Payload) is not { Action: { } endorsed } payload
            || Try(ProposalResponsePayload.Parser, endorsed.ProposalResponsePayload) is not { } response)
        {
            return new(Code, "endorsement", "The endorsed action cannot be read.");
        }

        // Without it a genuine endorsement of another request would do.
        byte[] proposal = [.. stored.Payload.Header.ChannelHeader.Span, .. action.Header.Span, .. payload.ChaincodeProposalPayload.Span];
        if (!response.ProposalHash.Span.SequenceEqual(SHA256.HashData(proposal)))
        {
            return new(Code, "proposal hash", "The endorsed result is not the answer to this request.");
        }

        Action = new EndorsedAction(action.Header, payload.ChaincodeProposalPayload, endorsed, response);
        _response = response;
        _extension = stored.Channel.Extension;
        return null;
    }

    private FormFault? JudgeAction()
    {
        if (Try(ChaincodeHeaderExtension.Parser, _extension) is not { } extension)
        {
            return new(TxValidationCode.BadHeaderExtension, "transaction", "The extension of its header cannot be read.");
        }

        if (_response.Extension.IsEmpty || Try(ChaincodeAction.Parser, _response.Extension) is not { } action)
        {
            return new(TxValidationCode.BadResponsePayload, "transaction", "The endorsed result cannot be read.");
        }

        try
        {
            Changes = NamespaceChanges.ReadAll(action.Results);
        }
        catch (InvalidProtocolBufferException)
        {
            return new(TxValidationCode.BadRwset, "read-write set", "What it read and wrote cannot be read.");
        }

        if (extension.ChaincodeId is null || action.ChaincodeId is null)
        {
            return new(TxValidationCode.InvalidOtherReason, "transaction", "It does not name its chaincode.");
        }

        Chaincode = extension.ChaincodeId.Name;
        if (Chaincode.Length == 0 || Chaincode != action.ChaincodeId.Name || action.ChaincodeId.Version.Length == 0)
        {
            return new(TxValidationCode.InvalidChaincode, "transaction", "Header and result name different chaincodes, or none, or no version.");
        }

        if (!action.Events.IsEmpty && Try(ChaincodeEvent.Parser, action.Events)?.ChaincodeId != Chaincode)
        {
            return new(TxValidationCode.InvalidOtherReason, "transaction", "Its event cannot be read, or is of another chaincode.");
        }

        return Changes.Select(set => set.Chaincode).Distinct(StringComparer.Ordinal).Count() == Changes.Count
            ? null
            : new(TxValidationCode.IllegalWriteset, "transaction", "It lists one namespace twice.");
    }
}
