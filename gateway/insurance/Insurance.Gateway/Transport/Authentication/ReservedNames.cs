namespace Insurance.Gateway.Transport.Authentication;

/// <summary>The names of what gateways do by themselves: no caller has one, so that nobody is taken for it.</summary>
internal static class ReservedNames
{
    /// <summary>The names; the chaincode refuses the first three in every transaction that is not theirs.</summary>
    public static IReadOnlyList<string> All { get; } = [ClaimPayments.Actor, AutomaticJobs.Actor, ErasureService.Actor, "holder"];

    /// <summary>True when a name is one of them, however it is written.</summary>
    public static bool Contains(string name) => All.Contains(name.Trim(), StringComparer.OrdinalIgnoreCase);
}
