namespace Insurance.Gateway.HolderAccess;

/// <summary>Keeps what tokens are for, and nothing that opens anything.</summary>
internal interface IHolderGrantStore
{
    /// <summary>Adds one. It is on disk when the call returns.</summary>
    void Add(HolderGrant grant);

    /// <summary>Finds one by its id.</summary>
    HolderGrant? Find(string tokenId);

    /// <summary>Revokes one, once: a second time changes nothing. It is on disk when the call returns.</summary>
    void Revoke(string tokenId, string by, DateTimeOffset at);

    /// <summary>Remembers that one was used.</summary>
    void Touch(string tokenId, DateTimeOffset at);

    /// <summary>A page of those of one policy or claim, or of all, the newest first.</summary>
    /// <param name="policyId">The policy; empty: any.</param>
    /// <param name="claimId">The claim; empty: any.</param>
    /// <param name="before">Where the page before ended; <c>null</c>: the first page.</param>
    /// <param name="count">At most so many.</param>
    IReadOnlyList<HolderGrant> List(string policyId, string claimId, (DateTimeOffset IssuedAt, string TokenId)? before, int count);

    /// <summary>How many of a policy or claim are open.</summary>
    int CountOpen(string policyId, string claimId, DateTimeOffset now);

    /// <summary>Forgets those that ended before a time.</summary>
    void Forget(DateTimeOffset endedBefore);
}
