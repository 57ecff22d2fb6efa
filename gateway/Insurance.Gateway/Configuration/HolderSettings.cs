namespace Insurance.Gateway.Configuration;

/// <summary>What policyholders are told and allowed.</summary>
public sealed record HolderSettings
{
    /// <summary>Whom a holder asks or appeals to, as a phrase: <c>claims@aurora.example or +45 70 00 00 00</c>.</summary>
    /// <value>Default: <c>your insurer</c>.</value>
    public string Contact { get; init; } = "your insurer";

    /// <summary>Where a holder complains about the insurer, as a sentence.</summary>
    /// <value>Default: the sentence names no office.</value>
    public string Complaints { get; init; } =
        "If you do not agree with the answer to an appeal, you can complain to the insurance ombudsman or the supervisory authority of your country.";

    /// <summary>Calls a minute of one token, and of one address.</summary>
    /// <value>Default: 60.</value>
    public int RequestsPerMinute { get; init; } = 60;
}
