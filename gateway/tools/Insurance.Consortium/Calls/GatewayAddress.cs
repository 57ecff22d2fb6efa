namespace Insurance.Consortium.Calls;

/// <summary>Where an organization's gateway answers.</summary>
/// <param name="MspId">Its MSP id.</param>
/// <param name="Name">Its name in full.</param>
/// <param name="Port">For the organization's systems and brokers.</param>
/// <param name="HolderPort">For policyholders' browsers; null: there are none.</param>
public sealed record GatewayAddress(string MspId, string Name, int Port, int? HolderPort)
{
    /// <summary>What this machine calls it by.</summary>
    public string Host { get; init; } = "localhost";

    public Uri Uri => new($"https://{Host}:{Port}");

    /// <summary>The policyholders' page, which asks for no certificate.</summary>
    public Uri HolderPage => new($"https://{Host}:{HolderPort ?? Port}/holder");

    public static IReadOnlyList<GatewayAddress> AllOf(ConsortiumDescription consortium) =>
        [.. consortium.WithGateway.Select(organization => new GatewayAddress(organization.MspId, organization.Name, organization.GatewayPort!.Value, organization.HolderPort)
        {
            Host = (consortium.Listening ?? GatewayListening.Usual).LocalHost,
        })];
}
