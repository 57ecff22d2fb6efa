namespace Insurance.Gateway.Foundation.Following;

/// <summary>What the followers of the ledger have found and not yet got over; <c>/readyz</c> names the codes.</summary>
/// <param name="notes">Where <c>/readyz</c> takes them from.</param>
internal sealed class FollowerFindings(ReadinessNotes notes)
{
    private readonly ConcurrentDictionary<string, Finding> _found = new(StringComparer.Ordinal);

    /// <summary>Each of them, by follower.</summary>
    public IReadOnlyDictionary<string, Finding> Current => _found;

    /// <summary>Notes what a follower has found.</summary>
    public void Report(string follower, Finding finding)
    {
        _found[follower] = finding;
        notes.Set(follower, finding.Code);
    }

    /// <summary>The follower has got over it.</summary>
    public void Clear(string follower)
    {
        if (_found.TryRemove(follower, out _))
        {
            notes.Set(follower, null);
        }
    }
}
