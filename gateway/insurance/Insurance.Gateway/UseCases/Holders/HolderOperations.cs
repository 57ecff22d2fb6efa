using Google.Protobuf.WellKnownTypes;

namespace Insurance.Gateway.UseCases.Holders;

/// <summary>What staff do with tokens, and what holders read with them.</summary>
internal sealed class HolderOperations(HolderTokens tokens, IHolderGrantStore store, HolderViews views, TransactionRunner transactions)
{
    private const int LongestNote = 200;
    private const int UsualPage = 100;
    private const int LargestPage = 1_000;

    // Staff must not wait behind strangers.
    private const int ReadingAtOnce = 64;
    private readonly CallLimiter _readers = new("readings", ReadingAtOnce, new LimitSettings { OutsideShare = 100, ReservedShare = 0 });

    /// <summary>Makes a token for a policy or a claim of this insurer.</summary>
    public async Task<IMessage> IssueAsync(ApiCall call, CancellationToken cancellationToken)
    {
        var request = (IssueHolderTokenRequest)call.Request;
        var wrong = new ViolationList();
        wrong.Add(request.PolicyId.Length == 0 == (request.ClaimId.Length == 0) ? GatewayErrors.HolderTokenOfOne() : null);
        wrong.Add(request.Note.Length > LongestNote || request.Note.Any(char.IsControl) ? GatewayErrors.NoteInvalid(LongestNote) : null);
        wrong.Add(HolderTokens.Days(request.ValidDays));
        wrong.Throw();
        await RefuseMissingAsync(request, call.Role, cancellationToken);
        var (token, grant) = tokens.Issue(request.PolicyId, request.ClaimId, request.ValidDays, request.Note, call.Caller.Name);
        return new IssuedHolderToken { Token = token, Issued = Message(grant) };
    }

    /// <summary>Ends a token.</summary>
    public Task<IMessage> RevokeAsync(ApiCall call, CancellationToken cancellationToken) =>
        Task.FromResult<IMessage>(Message(tokens.Revoke(((RevokeHolderTokenRequest)call.Request).TokenId, call.Caller.Name)));

    /// <summary>Lists tokens.</summary>
    public Task<IMessage> ListAsync(ApiCall call, CancellationToken cancellationToken)
    {
        var request = (ListHolderTokensRequest)call.Request;
        var wrong = new ViolationList();
        wrong.Add(request.PolicyId.Length > 0 && request.ClaimId.Length > 0 ? GatewayErrors.HolderTokenOfOne() : null);
        wrong.Add(request.PageSize > LargestPage ? GatewayErrors.PageSizeInvalid(LargestPage) : null);
        var position = Position(request.PageToken, wrong);
        wrong.Throw();
        var size = request.PageSize == 0 ? UsualPage : (int)request.PageSize;
        var found = store.List(request.PolicyId, request.ClaimId, position, size + 1);
        var response = new ListHolderTokensResponse { Tokens = { found.Take(size).Select(Message) } };
        if (found.Count > size)
        {
            var last = found[size - 1];
            var text = string.Create(CultureInfo.InvariantCulture, $"{last.IssuedAt.ToUnixTimeMilliseconds()} {last.TokenId}");
            response.NextPageToken = Base64Url.EncodeToString(Encoding.ASCII.GetBytes(text));
        }

        return Task.FromResult<IMessage>(response);
    }

    /// <summary>Reads what the caller's token is for.</summary>
    public async Task<IMessage> ViewAsync(ApiCall call, CancellationToken cancellationToken)
    {
        using var place = _readers.Enter(call.Caller);
        return await views.ReadAsync(call.Caller.Grant!, (GetHolderViewRequest)call.Request, call.Role, cancellationToken);
    }

    private static (DateTimeOffset IssuedAt, string TokenId)? Position(string pageToken, ViolationList wrong)
    {
        if (pageToken.Length == 0)
        {
            return null;
        }

        if (Base64Url.IsValid(pageToken))
        {
            var parts = Encoding.ASCII.GetString(Base64Url.DecodeFromChars(pageToken)).Split(' ');
            if (parts.Length == 2 && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var time)
                && time <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
            {
                return (DateTimeOffset.FromUnixTimeMilliseconds(time), parts[1]);
            }
        }

        wrong.Add(GatewayErrors.PageTokenInvalid());
        return null;
    }

    private static HolderToken Message(HolderGrant grant) => new()
    {
        TokenId = grant.TokenId,
        PolicyId = grant.PolicyId,
        ClaimId = grant.ClaimId,
        Note = grant.Note,
        IssuedBy = grant.IssuedBy,
        IssuedAt = Timestamp.FromDateTimeOffset(grant.IssuedAt),
        ExpiresAt = Timestamp.FromDateTimeOffset(grant.ExpiresAt),
        RevokedAt = grant.RevokedAt is { } revoked ? Timestamp.FromDateTimeOffset(revoked) : null,
        RevokedBy = grant.RevokedBy,
        LastUsedAt = grant.LastUsedAt is { } used ? Timestamp.FromDateTimeOffset(used) : null,
    };

    // Ids are the insurer's own: what another calls so is not found.
    private async Task RefuseMissingAsync(IssueHolderTokenRequest request, string role, CancellationToken cancellationToken)
    {
        if (request.PolicyId.Length > 0)
        {
            await transactions.EvaluateAsync<Policy>("GetPolicy", new GetPolicyRequest { PolicyId = request.PolicyId }, role, cancellationToken);
        }
        else
        {
            await transactions.EvaluateAsync<Claim>("GetClaim", new GetClaimRequest { ClaimId = request.ClaimId }, role, cancellationToken);
        }
    }
}
