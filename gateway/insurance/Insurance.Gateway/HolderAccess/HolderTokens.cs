using Microsoft.Extensions.Primitives;

namespace Insurance.Gateway.HolderAccess;

/// <summary>Makes tokens and says what they open.</summary>
internal sealed class HolderTokens
{
    /// <summary>How long a token may be valid.</summary>
    public const int MostDays = 90;

    /// <summary>How many open tokens a policy or claim may have.</summary>
    public const int MostOpen = 20;

    private const int UsualDays = 30;
    private const string Scheme = "Bearer ";
    private static readonly TimeSpan Kept = TimeSpan.FromDays(366);
    private static readonly TimeSpan TouchedEvery = TimeSpan.FromHours(1);

    // What an unknown id is compared with, so that it takes as long as a known one.
    private static readonly byte[] NoDigest = RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes);
    private readonly IHolderGrantStore _store;
    private readonly TimeProvider _clock;
    private readonly CallRates _rates;

    /// <summary>Creates it.</summary>
    public HolderTokens(IHolderGrantStore store, HolderSettings settings, TimeProvider clock)
    {
        _store = store;
        _clock = clock;
        _rates = new CallRates(settings.RequestsPerMinute, clock);
    }

    /// <summary>Makes a token for a policy or a claim. The text is nowhere else from then on.</summary>
    /// <exception cref="ApiException">The days are too many, or the record has as many open tokens as it may.</exception>
    public (string Token, HolderGrant Grant) Issue(string policyId, string claimId, uint validDays, string note, string by)
    {
        if (Days(validDays) is { } refusal)
        {
            throw refusal;
        }

        var now = _clock.GetUtcNow();
        _store.Forget(now - Kept);
        if (_store.CountOpen(policyId, claimId, now) >= MostOpen)
        {
            throw GatewayErrors.HolderTokensTooMany(MostOpen);
        }

        var token = TokenText.Create();
        var expires = now.AddDays(validDays == 0 ? UsualDays : validDays);
        var grant = new HolderGrant(token.TokenId, token.Digest(), policyId, claimId, note, by, now, expires);
        _store.Add(grant);
        return (token.Write(), grant);
    }

    /// <summary>What is wrong with the days that a token is to be valid; <c>null</c>: nothing.</summary>
    internal static ApiException? Days(uint validDays) => validDays > MostDays ? GatewayErrors.HolderTokenDays(MostDays) : null;

    /// <summary>Ends a token.</summary>
    /// <exception cref="ApiException">There is none of this id.</exception>
    public HolderGrant Revoke(string tokenId, string by)
    {
        _store.Revoke(tokenId, by, _clock.GetUtcNow());
        return _store.Find(tokenId) ?? throw GatewayErrors.HolderTokenNotFound();
    }

    /// <summary>The caller of a request that brings a token in its header.</summary>
    /// <exception cref="ApiException">UNAUTHENTICATED, whatever is wrong with the token; RESOURCE_EXHAUSTED.</exception>
    public Caller Authenticate(HttpContext context) => Authenticate(context, Bearer(context.Request.Headers.Authorization));

    /// <summary>The caller of a request that brings a token elsewhere.</summary>
    /// <exception cref="ApiException">As above.</exception>
    public Caller Authenticate(HttpContext context, string? text)
    {
        if (!_rates.TryTake(CallRates.NameOf(context.Connection.RemoteIpAddress)))
        {
            throw GatewayErrors.HolderCallsTooMany();
        }

        var token = TokenText.Parse(text);
        var grant = token is null ? null : _store.Find(token.TokenId);
        var digest = token?.Digest() ?? NoDigest;
        var same = CryptographicOperations.FixedTimeEquals(digest, grant?.SecretSha256 ?? NoDigest);
        var now = _clock.GetUtcNow();
        if (grant is null || !same || !grant.IsOpen(now))
        {
            throw GatewayErrors.HolderTokenInvalid();
        }

        return Use(grant, now);
    }

    /// <summary>The caller of a session that was begun with a token.</summary>
    /// <exception cref="ApiException">UNAUTHENTICATED: it was revoked or has expired since; RESOURCE_EXHAUSTED.</exception>
    public Caller Resume(string tokenId)
    {
        var now = _clock.GetUtcNow();
        return _store.Find(tokenId) is { } grant && grant.IsOpen(now) ? Use(grant, now) : throw GatewayErrors.HolderTokenInvalid();
    }

    private Caller Use(HolderGrant grant, DateTimeOffset now)
    {
        if (!_rates.TryTake("token " + grant.TokenId))
        {
            throw GatewayErrors.HolderCallsTooMany();
        }

        if (grant.LastUsedAt is null || now - grant.LastUsedAt >= TouchedEvery)
        {
            _store.Touch(grant.TokenId, now);
        }

        return new Caller("holder", [Roles.Holder], null) { Grant = grant };
    }

    private static string? Bearer(StringValues header) =>
        header.Count == 1 && header[0] is { } value && value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? value[Scheme.Length..].Trim()
            : null;
}
