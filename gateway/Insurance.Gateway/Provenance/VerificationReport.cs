using Insurance.V1;

namespace Insurance.Gateway.Provenance;

/// <summary>Collects the outcome of each check.</summary>
internal sealed class VerificationReport
{
    public List<VerificationCheck> Checks { get; } = [];

    public bool AllPassed => Checks.TrueForAll(check => check.Passed);

    public void Add(string check, bool passed, string detail) =>
        Checks.Add(new VerificationCheck { Check = check, Passed = passed, Detail = detail });
}
