namespace Insurance.Gateway.UseCases.Claims;

/// <summary>Claim transactions that may end in an approval, which is paid at once.</summary>
internal sealed class ClaimOperations(BrokerBook book, TransactionRunner transactions, ClaimFingerprints fingerprints, ClaimPayments payments)
{
    /// <summary>Runs the transaction and pays the claim if it is approved.</summary>
    public async Task<IMessage> DecidedAsync(ApiCall call, CancellationToken cancellationToken)
    {
        var claim = (Claim)await book.RunAsync(call, cancellationToken);
        return await payments.PayIfApprovedAsync(claim, cancellationToken);
    }

    /// <summary>Submits a claim with its fingerprints.</summary>
    public Task<IMessage> SubmitAsync(ApiCall call, CancellationToken cancellationToken) =>
        DecidedAsync(call with { Request = fingerprints.Of((SubmitClaimRequest)call.Request) }, cancellationToken);

    /// <summary>Adds documents to a claim with their fingerprints.</summary>
    public async Task<IMessage> AddEvidenceAsync(ApiCall call, CancellationToken cancellationToken)
    {
        var request = (AddEvidenceRequest)call.Request;
        var claim = fingerprints.NeedsClaim(request) ? await ReadAsync(request, call, cancellationToken) : null;
        return await DecidedAsync(call with { Request = fingerprints.Of(request, claim) }, cancellationToken);
    }

    private Task<Claim> ReadAsync(AddEvidenceRequest request, ApiCall call, CancellationToken cancellationToken)
    {
        var read = new GetClaimRequest { ClaimId = request.ClaimId, BrokerId = request.BrokerId };
        Task<Claim> Run() => transactions.EvaluateAsync<Claim>("GetClaim", read, call.Role, cancellationToken);
        return call.Caller.IsBroker ? BrokerBook.HidingAsync(nameof(Claim), Run) : Run();
    }
}
