namespace Insurance.Gateway.UseCases.Jobs;

/// <summary>Settles this insurer's policies by the readings and determinations that <see cref="SettlementFollower"/> has seen.</summary>
/// <param name="store">Where they wait.</param>
/// <param name="transactions">Runs the transactions.</param>
internal sealed class SettlementJob(JobRunStore store, TransactionRunner transactions) : IJob
{
    private const int PageSize = 200;

    // Another round finds what was sold on the subject meanwhile; the last one has nothing to settle.
    private const int Rounds = 5;

    /// <inheritdoc/>
    public Job Kind => Job.Settle;

    /// <inheritdoc/>
    public Task<DuePage> FindAsync(string token, int size, CancellationToken cancellationToken)
    {
        var after = token.Length == 0 ? 0 : long.Parse(token, CultureInfo.InvariantCulture);
        var waiting = store.Waiting(after, size);
        var next = waiting.Count < size ? "" : waiting[^1].Number.ToString(CultureInfo.InvariantCulture);
        return Task.FromResult(new DuePage([.. waiting.Select(item => item.Item)], waiting.Count, next));
    }

    /// <inheritdoc/>
    public async Task<int> DoAsync(DueItem item, CancellationToken cancellationToken)
    {
        var claims = 0;
        try
        {
            for (var round = 1; round <= Rounds; round++)
            {
                var paid = await RoundAsync(item, cancellationToken);
                claims += paid;
                if (paid == 0)
                {
                    break;
                }
            }
        }
        catch (LedgerException error) when (error.Failure == LedgerFailure.Refused)
        {
            // The rules say no, and will say so again: the record says it, and a person may look.
            store.Settled(item);
            throw;
        }

        store.Settled(item);
        return claims;
    }

    private async Task<int> RoundAsync(DueItem item, CancellationToken cancellationToken)
    {
        var (reading, determination) = item.IsDetermination ? ("", item.Id) : (item.Id, "");
        var (paid, token) = (0, "");
        do
        {
            var plan = await transactions.EvaluateAsync<PlanSettlementResponse>(
                "PlanSettlement",
                new PlanSettlementRequest { ReadingId = reading, DeterminationId = determination, PageSize = PageSize, PageToken = token },
                Roles.ClaimsHandler,
                cancellationToken);
            foreach (var page in plan.Pages)
            {
                // A page can hold other policies the next time, so each try is a request of its own; that none is paid twice the ledger sees to.
                var request = new SettleEventRequest
                {
                    RequestId = AutomaticJobs.RequestId(Kind, item.Id, Guid.NewGuid().ToString("N")),
                    Actor = AutomaticJobs.Actor,
                    ReadingId = reading,
                    DeterminationId = determination,
                    PageSize = page.Policies,
                    PageToken = page.PageToken,
                };
                var settled = await transactions.SubmitAsync<SettleEventResponse>("SettleEvent", request, Roles.ClaimsHandler, cancellationToken);
                paid += settled.Claims.Count;
            }

            token = plan.NextPageToken;
        }
        while (token.Length > 0);
        return paid;
    }
}
