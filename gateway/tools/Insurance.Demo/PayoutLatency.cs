namespace Insurance.Demo;

/// <summary>From claim to payout, as the calling client and as the ledger's timestamps see it.</summary>
public sealed class PayoutLatency(string name)
{
    public string Name { get; } = name;

    public LatencyRecorder Client { get; } = new();

    public LatencyRecorder Ledger { get; } = new();

    public void Add(double clientMilliseconds, double ledgerMilliseconds)
    {
        Client.Add(clientMilliseconds);
        Ledger.Add(ledgerMilliseconds);
    }
}
