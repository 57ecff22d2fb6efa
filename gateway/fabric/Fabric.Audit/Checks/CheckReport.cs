namespace Fabric.Audit;

/// <summary>Collects the outcome of each check.</summary>
public sealed class CheckReport
{
    private readonly List<Check> _checks = [];

    /// <summary>All checks, in the order they were made.</summary>
    public IReadOnlyList<Check> Checks => _checks;

    /// <summary>Whether every check held.</summary>
    public bool AllPassed => _checks.TrueForAll(check => check.Passed);

    /// <summary>Notes a check.</summary>
    /// <param name="name">What was checked.</param>
    /// <param name="passed">Whether it held.</param>
    /// <param name="detail">One sentence.</param>
    public void Add(string name, bool passed, string detail) => _checks.Add(new Check(name, passed, detail));
}
