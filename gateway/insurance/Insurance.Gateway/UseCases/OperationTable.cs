namespace Insurance.Gateway.UseCases;

/// <summary>What a method does.</summary>
internal delegate Task<IMessage> Operation(ApiCall call, CancellationToken cancellationToken);

/// <summary>The operation of each method: the ledger transaction of the same name unless something else is said here.</summary>
internal sealed class OperationTable
{
    private readonly FrozenDictionary<MessageDescriptor, Operation> _special;
    private readonly Operation _fallback;

    /// <summary>Creates the table.</summary>
    /// <exception cref="InvalidOperationException">A method has no operation.</exception>
    public OperationTable(
        MethodTable methods,
        BrokerBook book,
        PartyOperations parties,
        PersonalDataOperations personalData,
        ClaimOperations claims,
        ProvenanceOperations provenance,
        HolderOperations holders,
        JobOperations jobs)
        : this(methods, book.RunAsync, new Dictionary<MessageDescriptor, Operation>
        {
            [RegisterPartyRequest.Descriptor] = parties.RegisterAsync,
            [CorrectPartyRequest.Descriptor] = parties.CorrectAsync,
            [ErasePartyRequest.Descriptor] = parties.EraseAsync,
            [GetPersonalDataRequest.Descriptor] = personalData.GetAsync,
            [VerifyPersonalDataRequest.Descriptor] = personalData.VerifyAsync,
            [SubmitClaimRequest.Descriptor] = claims.SubmitAsync,
            [AddEvidenceRequest.Descriptor] = claims.AddEvidenceAsync,
            [ConfirmEvidenceRequest.Descriptor] = claims.DecidedAsync,
            [DecideClaimRequest.Descriptor] = claims.DecidedAsync,
            [ConfirmClaimRequest.Descriptor] = claims.DecidedAsync,
            [IssueHolderTokenRequest.Descriptor] = holders.IssueAsync,
            [RevokeHolderTokenRequest.Descriptor] = holders.RevokeAsync,
            [ListHolderTokensRequest.Descriptor] = holders.ListAsync,
            [GetHolderViewRequest.Descriptor] = holders.ViewAsync,
            [ListJobRunsRequest.Descriptor] = jobs.ListAsync,
            [GetHistoryRequest.Descriptor] = provenance.HistoryAsync,
            [VerifyTransactionRequest.Descriptor] = provenance.VerifyAsync,
            [GetLedgerInfoRequest.Descriptor] = provenance.InfoAsync,
            [VerifyDocumentRequest.Descriptor] = provenance.DocumentAsync,
        })
    {
    }

    /// <summary>Creates it of other operations.</summary>
    /// <param name="methods">All methods.</param>
    /// <param name="fallback">Runs the transaction of a method's name.</param>
    /// <param name="special">What else methods do, by their requests: each method has a request of its own.</param>
    internal OperationTable(MethodTable methods, Operation fallback, IReadOnlyDictionary<MessageDescriptor, Operation> special)
    {
        _fallback = fallback;
        _special = special.ToFrozenDictionary();
        var byRequest = methods.All.ToLookup(method => method.Descriptor.InputType);
        List<string> problems =
        [
            .. special.Keys.Where(request => byRequest[request].Count() != 1).Select(request => $"{request.Name} is the request of {byRequest[request].Count()} methods, not of one"),
            .. methods.All.Where(method => method.Rule.Effect == Effect.Gateway && !method.Descriptor.IsServerStreaming && !special.ContainsKey(method.Descriptor.InputType))
                .Select(method => $"{method.Path} is the gateway's alone and has no operation"),
        ];
        if (problems.Count > 0)
        {
            throw new InvalidOperationException("The table of operations does not fit the API: " + string.Join("; ", problems) + ".");
        }
    }

    /// <summary>Finds what a method does.</summary>
    public Operation Find(ApiMethod method) => _special.GetValueOrDefault(method.Descriptor.InputType, _fallback);
}
