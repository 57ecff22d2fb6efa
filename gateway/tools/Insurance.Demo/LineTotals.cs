namespace Insurance.Demo;

/// <summary>What one insurer sold and paid in one line of business; safe to add to from many tasks.</summary>
public sealed class LineTotals(string line, string currency)
{
    private int policies;
    private int claims;
    private int automatic;
    private int byHand;
    private long premium;
    private long paid;

    public string Line { get; } = line;

    public string Currency { get; } = currency;

    public int Policies => policies;

    public int Claims => claims;

    public int PaidAutomatically => automatic;

    public int DecidedByHand => byHand;

    public int Payouts => automatic + byHand;

    /// <summary>Minor units.</summary>
    public long Premium => premium;

    /// <summary>Minor units.</summary>
    public long Paid => paid;

    /// <summary>Paid claims as parts per million of premium, rounded down; null without premium.</summary>
    public long? LossRatioPpm => premium == 0 ? null : (long)((Int128)paid * 1_000_000 / premium);

    public void AddPolicy(long premiumMinorUnits)
    {
        Interlocked.Increment(ref policies);
        Interlocked.Add(ref premium, premiumMinorUnits);
    }

    public void AddClaim() => Interlocked.Increment(ref claims);

    public void AddPayout(long minorUnits, bool automatically)
    {
        Interlocked.Increment(ref automatically ? ref automatic : ref byHand);
        Interlocked.Add(ref paid, minorUnits);
    }
}
