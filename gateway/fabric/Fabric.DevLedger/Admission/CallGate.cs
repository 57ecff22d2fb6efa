namespace Fabric.DevLedger.Admission;

/// <summary>The memory and the places for which calls compete.</summary>
internal sealed class CallGate
{
    // Each has a message in memory, and a stream of its connection.
    private const int MostUnknownCalls = 1024;

    private readonly ConcurrentDictionary<string, ByteBudget> _budgets = new(StringComparer.Ordinal);
    private readonly long _bytesPerOrganization;
    private int _unknownCalls;

    public CallGate(LimitOptions limits, int organizations, TimeProvider time)
    {
        // A whole message must fit into each share.
        _bytesPerOrganization = Math.Max(limits.RequestBytesInFlight / Math.Max(organizations, 1), limits.RequestBytes);
        UnknownBytes = new ByteBudget(limits.UnknownRequestBytes);
        Calls = new OrganizationCounter(limits.CallsPerOrganization, limits.CallsPerOrganization, "calls");
        Connections = new Connections(limits.UnknownConnections, time);
    }

    public ByteBudget UnknownBytes { get; }

    public OrganizationCounter Calls { get; }

    public Connections Connections { get; }

    /// <param name="organization">A member.</param>
    public ByteBudget BudgetOf(string organization) => _budgets.GetOrAdd(organization, _ => new ByteBudget(_bytesPerOrganization));

    public bool TryEnterUnknown()
    {
        if (Interlocked.Increment(ref _unknownCalls) <= MostUnknownCalls)
        {
            return true;
        }

        Interlocked.Decrement(ref _unknownCalls);
        return false;
    }

    public void LeaveUnknown() => Interlocked.Decrement(ref _unknownCalls);
}
