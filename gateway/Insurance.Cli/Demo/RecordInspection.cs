using Grpc.Core;
using Insurance.Cli.Calls;
using Insurance.Cli.Rendering;
using Insurance.V1;

namespace Insurance.Cli.Demo;

/// <summary>What anyone with reading rights can find out afterwards; the demo asks as the regulator's auditor.</summary>
internal sealed class RecordInspection(CallerDirectory callers, string mspId)
{
    /// <summary>Waits until the auditor sees whatever the given organizations have been answered.</summary>
    public Task CatchUpWithAsync(IEnumerable<string> mspIds, CancellationToken cancellationToken) => CatchUp.ToHeightAsync(
        new Ledger.LedgerClient(Channel),
        mspIds.Select(other => new Ledger.LedgerClient(callers.Of(other, Roles.Auditor).Channel)),
        cancellationToken);

    public async Task<Claim> ClaimAsync(string claimId, CancellationToken cancellationToken) =>
        await new Claims.ClaimsClient(Channel).GetClaimAsync(new GetClaimRequest { ClaimId = claimId }, InsurerDesk.Within(cancellationToken));

    public async Task<IReadOnlyList<HistoryEntry>> PolicyHistoryAsync(string policyId, CancellationToken cancellationToken)
    {
        var answer = await new Ledger.LedgerClient(Channel).GetHistoryAsync(
            new GetHistoryRequest { RecordType = RecordType.Policy, RecordId = policyId },
            InsurerDesk.Within(cancellationToken));
        return answer.Entries;
    }

    public async Task<VerifyTransactionResponse> VerifyAsync(string transactionId, CancellationToken cancellationToken) =>
        await new Ledger.LedgerClient(Channel).VerifyTransactionAsync(
            new VerifyTransactionRequest { TransactionId = transactionId },
            InsurerDesk.Within(cancellationToken));

    private ChannelBase Channel => callers.Of(mspId, Roles.Auditor).Channel;
}
