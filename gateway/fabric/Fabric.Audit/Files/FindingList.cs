namespace Fabric.Audit;

/// <summary>Keeps the first findings and counts the rest.</summary>
internal sealed class FindingList
{
    private const int Most = 1000;
    private readonly List<AuditFinding> _findings = [];

    public IReadOnlyList<AuditFinding> Kept => _findings;

    public long Count { get; private set; }

    public void Add(string code, string where, string what)
    {
        if (Count++ < Most)
        {
            _findings.Add(new AuditFinding(code, where, what));
        }
    }

    /// <summary>Takes over a check that failed; its name becomes the code.</summary>
    public void Add(Check check, string where) =>
        Add(check.Name.Replace(' ', '_').ToUpperInvariant(), where, check.Detail);
}
