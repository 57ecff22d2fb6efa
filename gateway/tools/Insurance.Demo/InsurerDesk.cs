namespace Insurance.Demo;

/// <summary>The people of one insurer, each calling its gateway with a certificate of their own.</summary>
public sealed class InsurerDesk(CallerDirectory callers, string mspId, string name, int index)
{
    public string MspId { get; } = mspId;

    public string Name { get; } = name;

    /// <summary>1 for the first insurer of the consortium.</summary>
    public int Index { get; } = index;

    public Products.ProductsClient UnderwriterProducts => new(Of(Roles.Underwriter));

    public Parties.PartiesClient Parties(string caller) => new(Of(caller));

    public Quotes.QuotesClient Quotes(string caller) => new(Of(caller));

    public Policies.PoliciesClient Policies(string caller) => new(Of(caller));

    public Policies.PoliciesClient FinancePolicies => new(Of(Roles.Finance));

    public Claims.ClaimsClient HandlerClaims => new(Of(Roles.ClaimsHandler));

    public Claims.ClaimsClient FinanceClaims => new(Of(Roles.Finance));

    public Oracles.OraclesClient HandlerOracles => new(Of(Roles.ClaimsHandler));

    public Oracles.OraclesClient AdminOracles => new(Of(Roles.Admin));

    /// <summary>Relays what oracles and devices signed.</summary>
    public Oracles.OraclesClient RelayOracles => new(Of(Roles.Oracle));

    public Ledger.LedgerClient Ledger => new(Of(Roles.Auditor));

    public Holders.HoldersClient UnderwriterHolders => new(Of(Roles.Underwriter));

    /// <summary>No call of the demo may hang.</summary>
    public static CallOptions Within(CancellationToken cancellationToken) =>
        new(deadline: Deadline.In(TimeSpan.FromSeconds(60)), cancellationToken: cancellationToken);

    /// <summary>Sells what a quote asks for, directly and for one premium, which is paid at once.</summary>
    public async Task<Policy> InsureAsync(RequestQuoteRequest request, string line, int number, RunIds ids, CancellationToken cancellationToken)
    {
        var quote = await Quotes(Roles.Underwriter).RequestQuoteAsync(request, Within(cancellationToken));
        var policy = await Policies(Roles.Underwriter).BindPolicyAsync(
            new BindPolicyRequest { RequestId = ids.Of("bind", line, number), PolicyId = ids.Of("policy", line, number), QuoteId = quote.QuoteId },
            Within(cancellationToken));
        return await FinancePolicies.RecordPremiumPaymentAsync(
            new RecordPremiumPaymentRequest { RequestId = ids.Of("premium", line, number), PolicyId = policy.PolicyId, Amount = policy.Premium.Gross, Reference = ids.Of("transfer", line, number) },
            Within(cancellationToken));
    }

    private ChannelBase Of(string caller) => callers.Of(MspId, caller).Channel;
}
