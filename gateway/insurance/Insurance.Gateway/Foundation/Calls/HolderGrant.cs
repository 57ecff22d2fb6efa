namespace Insurance.Gateway.Foundation.Calls;

/// <summary>What one token lets its holder read, and until when. The token itself is not kept.</summary>
/// <param name="TokenId">Names the token to staff; no secret.</param>
/// <param name="SecretSha256">The digest of the token's secret part.</param>
/// <param name="PolicyId">The policy to read with its claims; empty: one claim.</param>
/// <param name="ClaimId">The claim to read; empty: a policy.</param>
/// <param name="Note">The insurer's own note.</param>
/// <param name="IssuedBy">Who issued it.</param>
/// <param name="IssuedAt">When.</param>
/// <param name="ExpiresAt">From then on it opens nothing.</param>
internal sealed record HolderGrant(
    string TokenId,
    byte[] SecretSha256,
    string PolicyId,
    string ClaimId,
    string Note,
    string IssuedBy,
    DateTimeOffset IssuedAt,
    DateTimeOffset ExpiresAt)
{
    /// <summary>When it was revoked; <c>null</c>: it was not.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>Who revoked it.</summary>
    public string RevokedBy { get; init; } = "";

    /// <summary>When it was last used, to within an hour; <c>null</c>: never.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>True while it opens what it is for.</summary>
    public bool IsOpen(DateTimeOffset now) => RevokedAt is null && now < ExpiresAt;
}
