using Insurance.Cli.Consortium;
using Insurance.Cli.Rendering;
using Insurance.Cli.Running;
using Spectre.Console;

namespace Insurance.Cli.Commands;

/// <summary>What a user needs to call the consortium.</summary>
internal static class UpSummary
{
    private const string JsonExample = """{"pageSize": 10}""";

    public static void Write(RunningConsortium running, TextWriter output)
    {
        var (home, description) = (running.Home, running.Description);
        var table = Tables.New("organization", "kind", "gateway", "peer");
        foreach (var organization in description.Organizations)
        {
            table.AddRow(
                $"{organization.Name} ({organization.MspId})".EscapeMarkup(),
                organization.Kind.ToString().ToLowerInvariant(),
                organization.GatewayPort is { } port ? $"https://localhost:{port}" : "",
                $"localhost:{organization.PeerPort}");
        }

        Tables.Output.Write(table);
        var insurer = description.WithGateway.FirstOrDefault(organization => organization.Kind == OrganizationKind.Insurer) ?? description.WithGateway.FirstOrDefault();
        if (insurer is null)
        {
            output.WriteLine($"Logs: {home.Logs}");
            return;
        }

        var caller = description.Brokers.FirstOrDefault(broker => broker.Insurers.Contains(insurer.MspId))?.Id ?? Roles.Auditor;
        var (certificate, key, ca) = (home.CallerCertificate(insurer.MspId, caller), home.CallerKey(insurer.MspId, caller), home.CaCertificate(insurer.MspId));
        string Files(string dash) => $"{dash}cacert {Invocation.Quoted(ca)} {dash}cert {Invocation.Quoted(certificate)} {dash}key {Invocation.Quoted(key)}";
        output.WriteLine($"""
            Client certificates: {home.Callers}/<MSP id>/<role or broker>.crt and .key; root of the gateways' own: {home.Organizations}/<MSP id>/ca/ca.crt
            Logs: {running.Network.LogsAt(home)}

            As JSON:
              curl {Files("--")} \
                -H 'content-type: application/json' -d '{JsonExample}' \
                https://localhost:{insurer.GatewayPort}/insurance.v1.Products/ListProducts
            As gRPC:
              grpcurl {Files("-")} \
                -d '{JsonExample}' localhost:{insurer.GatewayPort} insurance.v1.Products/ListProducts

            Next:
              {Invocation.Of(home, "demo")}
              {Invocation.Of(home, "status")}
              {Invocation.Of(home, "down")}
            """);
    }
}
