namespace Fabric.Audit;

/// <summary>What was asked of a chaincode, what it answered, and who endorsed the answer.</summary>
public sealed class EndorsedAction
{
    private EndorsedAction(TransactionAction action)
    {
        Header = action.Header;
        var payload = ChaincodeActionPayload.Parser.ParseForeign(action.Payload);
        Proposal = payload.ChaincodeProposalPayload;
        Endorsed = payload.Action ?? new ChaincodeEndorsedAction();
        Result = ProposalResponsePayload.Parser.ParseForeign(Endorsed.ProposalResponsePayload);
    }

    internal EndorsedAction(ByteString header, ByteString proposal, ChaincodeEndorsedAction endorsed, ProposalResponsePayload result)
    {
        Header = header;
        Proposal = proposal;
        Endorsed = endorsed;
        Result = result;
    }

    /// <summary>The signature header of the proposal.</summary>
    public ByteString Header { get; }

    /// <summary>The request as its creator sent it, without what must not be recorded.</summary>
    public ByteString Proposal { get; }

    /// <summary>The answer and its endorsements.</summary>
    public ChaincodeEndorsedAction Endorsed { get; }

    /// <summary>The answer, taken apart.</summary>
    public ProposalResponsePayload Result { get; }

    /// <summary>The actions of an endorsed transaction; Fabric's have exactly one.</summary>
    /// <param name="stored">The transaction.</param>
    /// <exception cref="InvalidProtocolBufferException">They cannot be read.</exception>
    public static IReadOnlyList<EndorsedAction> ReadAll(StoredTransaction stored) =>
        [.. Transaction.Parser.ParseForeign(stored.Payload.Data).Actions.Select(action => new EndorsedAction(action))];

    /// <summary>The chaincode that was called and its arguments, the function's name first; <c>null</c> when they cannot be read.</summary>
    public (string Chaincode, IReadOnlyList<ByteString> Arguments)? ReadInvocation()
    {
        try
        {
            var input = ChaincodeProposalPayload.Parser.ParseForeign(Proposal).Input;
            return ChaincodeInvocationSpec.Parser.ParseForeign(input).ChaincodeSpec is { } called
                ? (called.ChaincodeId?.Name ?? "", called.Input?.Args.ToArray() ?? [])
                : null;
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    /// <summary>The chaincode that ran, as its endorsers name it.</summary>
    /// <exception cref="InvalidProtocolBufferException">The answer cannot be read.</exception>
    public string ReadChaincode() => ChaincodeAction.Parser.ParseForeign(Result.Extension).ChaincodeId?.Name ?? "";

    /// <summary>The name of the event that it raised; empty: it raised none.</summary>
    /// <exception cref="InvalidProtocolBufferException">The answer cannot be read.</exception>
    public string ReadEventName() => ChaincodeEvent.Parser.ParseForeign(ChaincodeAction.Parser.ParseForeign(Result.Extension).Events).EventName;

    /// <summary>What it read and wrote, by namespace.</summary>
    /// <exception cref="InvalidProtocolBufferException">The sets cannot be read.</exception>
    public IReadOnlyList<NamespaceChanges> ReadChanges() =>
        NamespaceChanges.ReadAll(ChaincodeAction.Parser.ParseForeign(Result.Extension).Results);
}
