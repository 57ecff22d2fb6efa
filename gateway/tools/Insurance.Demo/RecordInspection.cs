namespace Insurance.Demo;

/// <summary>What anyone with reading rights can find out afterwards; the demo asks as the regulator's auditor.</summary>
internal sealed class RecordInspection(CallerDirectory callers, string mspId)
{
    /// <summary>Waits until the auditor sees whatever the given organizations have been answered.</summary>
    public Task CatchUpWithAsync(IEnumerable<string> mspIds, CancellationToken cancellationToken) => CatchUp.ToHeightAsync(
        new Ledger.LedgerClient(Channel),
        mspIds.Select(other => new Ledger.LedgerClient(callers.Of(other, Roles.Auditor).Channel)),
        cancellationToken);

    public async Task<Claim> ClaimAsync(Claim seen, CancellationToken cancellationToken) =>
        await new Claims.ClaimsClient(Channel).GetClaimAsync(new GetClaimRequest { InsurerMspId = seen.InsurerMspId, ClaimId = seen.ClaimId }, InsurerDesk.Within(cancellationToken));

    public async Task<IReadOnlyList<HistoryEntry>> HistoryAsync(Policy policy, CancellationToken cancellationToken)
    {
        var answer = await new Ledger.LedgerClient(Channel).GetHistoryAsync(
            new GetHistoryRequest { InsurerMspId = policy.InsurerMspId, RecordType = RecordType.Policy, RecordId = policy.PolicyId },
            InsurerDesk.Within(cancellationToken));
        return answer.Entries;
    }

    public async Task<VerifyTransactionResponse> VerifyAsync(string transactionId, CancellationToken cancellationToken) =>
        await new Ledger.LedgerClient(Channel).VerifyTransactionAsync(
            new VerifyTransactionRequest { TransactionId = transactionId },
            InsurerDesk.Within(cancellationToken));

    private ChannelBase Channel => callers.Of(mspId, Roles.Auditor).Channel;
}
