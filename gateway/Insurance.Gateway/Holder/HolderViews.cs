using Google.Protobuf.WellKnownTypes;
using Insurance.Gateway.Configuration;
using Insurance.Gateway.Operations;
using Insurance.V1;

namespace Insurance.Gateway.Holder;

/// <summary>Reads a policy and its claims from the ledger and says in plain words what they hold.</summary>
/// <remarks>
/// Left out is what is not the holder's: names of staff, reserves, recoveries from third parties, notes among handlers, and
/// what the register of double claims knows of other claims. docs/holder-access.md lists it.
/// </remarks>
public sealed class HolderViews(TransactionRunner transactions, GatewaySettings settings, TimeProvider clock)
{
    private const int MostClaims = 200;

    /// <summary>Reads what a token is for.</summary>
    public async Task<HolderView> ReadAsync(HolderGrant grant, string role, CancellationToken cancellationToken)
    {
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
        return View(grant, policy, product, neighbours, claims, more);
    }

    private async Task<Policy?> ReadAsync(string policyId, string role, CancellationToken cancellationToken) => policyId.Length == 0
        ? null
        : await transactions.EvaluateAsync<Policy>("GetPolicy", new GetPolicyRequest { PolicyId = policyId }, role, cancellationToken);

    private HolderView View(HolderGrant grant, Policy policy, Product product, Neighbours neighbours, List<Claim> claims, bool more)
    {
        var now = clock.GetUtcNow();
        var words = new ClaimWords(product, settings.Holders.Contact);
        return new HolderView
        {
            Insurer = settings.Organization.Name,
            ReadAt = Timestamp.FromDateTimeOffset(now),
            TokenExpiresAt = Timestamp.FromDateTimeOffset(grant.ExpiresAt),
            Policy = new PolicyWords(policy, product, neighbours, now).Policy(),
            Claims = { claims.OrderBy(claim => claim.Submitted?.Time).Select(words.Claim) },
            MoreClaims = more,
            Help =
            {
                $"To ask anything about this policy or a claim, turn to {settings.Holders.Contact}.",
                settings.Holders.Complaints,
            },
        };
    }
}
