namespace Insurance.Demo;

/// <summary>What one insurer sold and paid in one line of business; safe to add to from many tasks.</summary>
public sealed class LineTotals(string line, string currency)
{
    private int _policies;
    private int _claims;
    private int _automatic;
    private int _byHand;
    private long _premium;
    private long _paid;

    public string Line { get; } = line;

    public string Currency { get; } = currency;

    public int Policies => _policies;

    public int Claims => _claims;

    public int PaidAutomatically => _automatic;

    public int DecidedByHand => _byHand;

    public int Payouts => _automatic + _byHand;

    /// <summary>Minor units.</summary>
    public long Premium => _premium;

    /// <summary>Minor units.</summary>
    public long Paid => _paid;

    /// <summary>Paid claims as parts per million of premium, rounded down; null without premium.</summary>
    public long? LossRatioPpm => _premium == 0 ? null : (long)((Int128)_paid * 1_000_000 / _premium);

    public void AddPolicy(long premiumMinorUnits)
    {
        Interlocked.Increment(ref _policies);
        Interlocked.Add(ref _premium, premiumMinorUnits);
    }

    public void AddClaim() => Interlocked.Increment(ref _claims);

    public void AddPayout(long minorUnits, bool automatically)
    {
        Interlocked.Increment(ref automatically ? ref _automatic : ref _byHand);
        Interlocked.Add(ref _paid, minorUnits);
    }
}
