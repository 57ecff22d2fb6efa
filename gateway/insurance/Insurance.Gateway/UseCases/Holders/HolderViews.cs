using Google.Protobuf.WellKnownTypes;
using NodaTime;

namespace Insurance.Gateway.UseCases.Holders;

/// <summary>Reads a policy and its claims from the ledger and says in plain words what they hold.</summary>
/// <remarks>
/// Left out is what is not the holder's: names of staff, reserves, recoveries from third parties, notes among handlers, and
/// what the register of double claims knows of other claims. docs/use/holder-access.md lists it.
/// </remarks>
internal sealed class HolderViews(TransactionRunner transactions, GatewaySettings settings, TimeProvider clock)
{
    private const int MostClaims = 200;
    private const int LongestAcceptLanguage = 1_000;

    /// <summary>A header that is asked with; one that is longer than any browser's is left out.</summary>
    internal static string Shortened(string? acceptLanguage) => acceptLanguage is { Length: <= LongestAcceptLanguage } ? acceptLanguage : "";

    /// <summary>Reads what a token is for.</summary>
    /// <exception cref="ApiException">INVALID_ARGUMENT: there is no such language.</exception>
    public async Task<HolderView> ReadAsync(HolderGrant grant, GetHolderViewRequest request, string role, CancellationToken cancellationToken)
    {
        var demanded = HolderLanguage.Find(request.Language);
        if (demanded is null && request.Language.Length > 0)
        {
            throw GatewayErrors.LanguageUnknown([.. HolderLanguage.All.Select(language => language.Tag)]);
        }

        if (request.AcceptLanguage.Length > LongestAcceptLanguage)
        {
            throw GatewayErrors.AcceptLanguageTooLong(LongestAcceptLanguage);
        }

        var claims = new List<Claim>();
        var policyId = grant.PolicyId;
        var more = false;
        if (grant.ClaimId.Length > 0)
        {
            claims.Add(await transactions.EvaluateAsync<Claim>(
                "GetClaim", new GetClaimRequest { ClaimId = grant.ClaimId }, role, cancellationToken));
            policyId = claims[0].PolicyId;
        }
        else
        {
            var page = await transactions.EvaluateAsync<ListClaimsResponse>(
                "ListClaims", new ListClaimsRequest { PolicyId = policyId, PageSize = MostClaims }, role, cancellationToken);
            claims.AddRange(page.Claims);
            more = page.NextPageToken.Length > 0;
        }

        var policy = await transactions.EvaluateAsync<Policy>(
            "GetPolicy", new GetPolicyRequest { PolicyId = policyId }, role, cancellationToken);
        var product = await transactions.EvaluateAsync<Product>(
            "GetProduct",
            new GetProductRequest { ProductId = policy.ProductId, Version = policy.ProductVersion },
            role,
            cancellationToken);
        var neighbours = new Neighbours(await ReadAsync(policy.RenewalOf, role, cancellationToken), await ReadAsync(policy.RenewedBy, role, cancellationToken));
        var language = demanded ?? HolderLanguage.OfJurisdiction(policy.Jurisdiction) ?? HolderLanguage.Accepted(request.AcceptLanguage) ?? HolderLanguage.English;
        var view = View(grant, policy, product, neighbours, claims, new PlainWords(language, Zone(policy)));
        view.MoreClaims = more;
        return view;
    }

    private async Task<Policy?> ReadAsync(string policyId, string role, CancellationToken cancellationToken) => policyId.Length == 0
        ? null
        : await transactions.EvaluateAsync<Policy>("GetPolicy", new GetPolicyRequest { PolicyId = policyId }, role, cancellationToken);

    private DateTimeZone Zone(Policy policy)
    {
        var now = Instant.FromDateTimeOffset(clock.GetUtcNow());
        var cover = policy.Cover is { Start: { } start, End: { } end } && start.CompareTo(end) < 0
            ? new Interval(Instant.FromDateTimeOffset(start.ToDateTimeOffset()), Instant.FromDateTimeOffset(end.ToDateTimeOffset()))
            : new Interval(now, now + NodaTime.Duration.FromDays(1));
        return HolderZone.OfJurisdiction(policy.Jurisdiction, cover) ?? HolderZone.Known[settings.Holders.TimeZone];
    }

    private HolderView View(HolderGrant grant, Policy policy, Product product, Neighbours neighbours, List<Claim> claims, PlainWords words)
    {
        var now = clock.GetUtcNow();
        var phrases = settings.Holders.In(words.Language.Tag);
        var contact = phrases.Contact ?? words.Say(Text.UsualContact);
        var reported = new ClaimWords(product, words, contact);
        var view = new HolderView
        {
            Insurer = settings.Organization.Name,
            ReadAt = Timestamp.FromDateTimeOffset(now),
            TokenExpiresAt = Timestamp.FromDateTimeOffset(grant.ExpiresAt),
            Policy = new PolicyWords(policy, product, neighbours, words, now).Policy(),
            Claims = { claims.OrderBy(claim => claim.Submitted?.Time).Select(reported.Claim) },
            Help = { words.Say(Text.HelpContact, contact), phrases.Complaints ?? words.Say(Text.UsualComplaints) },
            Language = words.Language.Tag,
            TimeZone = words.Zone.Id,
        };
        view.Policy.TermsAddress = settings.Holders.AddressOfTerms(policy.ProductId, policy.ProductVersion, policy.TermsSha256);
        view.Policy.TermsFrom = words.Say(Text.TermsFrom, contact);
        return view;
    }
}
