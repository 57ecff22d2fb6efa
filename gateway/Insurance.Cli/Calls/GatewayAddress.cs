using Insurance.Cli.Consortium;

namespace Insurance.Cli.Calls;

/// <summary>Where an organization's gateway answers.</summary>
internal sealed record GatewayAddress(string MspId, string Name, int Port)
{
    public Uri Uri { get; } = new($"https://localhost:{Port}");

    public static IReadOnlyList<GatewayAddress> AllOf(ConsortiumDescription consortium) =>
        [.. consortium.WithGateway.Select(organization => new GatewayAddress(organization.MspId, organization.Name, organization.GatewayPort!.Value))];
}
