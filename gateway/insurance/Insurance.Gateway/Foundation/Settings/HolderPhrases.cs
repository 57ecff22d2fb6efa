namespace Insurance.Gateway.Foundation.Settings;

/// <summary>What an insurer says to its policyholders in one language.</summary>
/// <param name="Contact">Whom a holder asks or appeals to, as a phrase: <c>claims@aurora.example or +45 70 00 00 00</c>; <c>null</c>: "your insurer".</param>
/// <param name="Complaints">Where a holder complains about the insurer, as a sentence; <c>null</c>: a sentence that names no office.</param>
internal sealed record HolderPhrases(string? Contact = null, string? Complaints = null);
