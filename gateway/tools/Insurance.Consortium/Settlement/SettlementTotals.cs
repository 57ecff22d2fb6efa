using Insurance.V1;

namespace Insurance.Consortium.Settlement;

/// <summary>What became of an event so far. Several pages add to it at once.</summary>
public sealed class SettlementTotals
{
    private readonly Lock _adding = new();
    private readonly SortedDictionary<string, long> _paid = new(StringComparer.Ordinal);
    private SortedDictionary<string, int> _skipped = new(StringComparer.Ordinal);

    /// <summary>The policies about the event's subject.</summary>
    public int Policies { get; set; }

    /// <summary>Those that had been settled before.</summary>
    public int SettledBefore { get; set; }

    /// <summary>Claims opened, approved and paid.</summary>
    public int Claims { get; private set; }

    /// <summary>Minor units paid, by currency.</summary>
    public IReadOnlyDictionary<string, long> Paid => _paid;

    /// <summary>Policies that got no claim, by the code that says why.</summary>
    public IReadOnlyDictionary<string, int> Skipped => _skipped;

    /// <summary>Adds a later round: what it paid comes on top, and who has no claim after it has none.</summary>
    public void Follow(SettlementTotals later)
    {
        SettledBefore = Policies == 0 ? later.SettledBefore : SettledBefore;
        (Policies, _skipped) = (later.Policies, later._skipped);
        Claims += later.Claims;
        foreach (var (currency, amount) in later._paid)
        {
            Pay(currency, amount);
        }
    }

    public void Add(SettleEventResponse page)
    {
        lock (_adding)
        {
            Claims += page.Claims.Count;
            foreach (var claim in page.Claims)
            {
                Pay(claim.Amount.Currency, claim.Amount.MinorUnits);
            }

            foreach (var policy in page.Skipped)
            {
                _skipped[policy.Code] = _skipped.GetValueOrDefault(policy.Code) + 1;
            }
        }
    }

    private void Pay(string currency, long minorUnits) => _paid[currency] = checked(_paid.GetValueOrDefault(currency) + minorUnits);
}
