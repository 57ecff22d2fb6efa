namespace Insurance.Gateway.UseCases.Jobs;

/// <summary>Takes the step of each policy for which it is due: lapse, expiry, reminder.</summary>
/// <remarks>What is due the ledger says, and when a step is taken it looks again; nothing is calculated here.</remarks>
/// <param name="kind">Lapse, expire or renewal reminder.</param>
/// <param name="daysBefore">For reminders: how long before the end of the cover.</param>
/// <param name="transactions">Runs the transactions.</param>
internal sealed class PolicyJob(Job kind, int daysBefore, TransactionRunner transactions) : IJob
{
    private readonly string _role = AutomaticJobs.RoleOf(kind);

    private readonly Due _due = kind switch
    {
        Job.Lapse => Due.Lapse,
        Job.Expire => Due.Expiry,
        Job.RenewalReminder => Due.RenewalReminder,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <inheritdoc/>
    public Job Kind => kind;

    /// <inheritdoc/>
    public async Task<DuePage> FindAsync(string token, int size, CancellationToken cancellationToken)
    {
        var request = new ListDuePoliciesRequest { Due = _due, DaysBefore = (uint)daysBefore, PageSize = (uint)size, PageToken = token };
        var page = await transactions.EvaluateAsync<ListDuePoliciesResponse>("ListDuePolicies", request, _role, cancellationToken);
        return new DuePage([.. page.Policies.Select(policy => new DueItem(policy.PolicyId, policy.Since))], (int)page.Looked, page.NextPageToken);
    }

    /// <inheritdoc/>
    public async Task<int> DoAsync(DueItem item, CancellationToken cancellationToken)
    {
        // Since when it is due distinguishes one lapse of a policy from the next.
        var since = item.Since?.Seconds.ToString(CultureInfo.InvariantCulture) ?? "";
        var (transaction, request) = Step(AutomaticJobs.RequestId(kind, item.Id, since), item.Id);
        await transactions.SubmitAsync<Policy>(transaction, request, _role, cancellationToken);
        return 0;
    }

    private (string Transaction, IMessage Request) Step(string requestId, string policyId) => kind switch
    {
        Job.Lapse => ("LapsePolicy", new LapsePolicyRequest { RequestId = requestId, Actor = AutomaticJobs.Actor, PolicyId = policyId }),
        Job.Expire => ("ExpirePolicy", new ExpirePolicyRequest { RequestId = requestId, Actor = AutomaticJobs.Actor, PolicyId = policyId }),
        _ => ("RemindOfRenewal", new RemindOfRenewalRequest { RequestId = requestId, Actor = AutomaticJobs.Actor, PolicyId = policyId }),
    };
}
