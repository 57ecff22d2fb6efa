namespace Insurance.Cli.Commands;

/// <summary>What a user needs to call the consortium.</summary>
internal static class UpSummary
{
    private const string JsonExample = """{"pageSize": 10}""";

    /// <param name="running">The consortium.</param>
    /// <param name="headline">What happened, for people.</param>
    /// <param name="took">How long until it answered.</param>
    /// <param name="output">Where it goes.</param>
    public static void Write(RunningConsortium running, string headline, TimeSpan took, CommandOutput output) => output.Write(Document(running, took), text =>
    {
        text.WriteLine(headline);
        Write(running, text);
    });

    private static object Document(RunningConsortium running, TimeSpan took)
    {
        var (home, description) = (running.Home, running.Description);
        return new
        {
            Home = home.Path,
            Network = running.Network.Kind.ToString().ToLowerInvariant(),
            AlreadyUp = running.WasUp,
            Seconds = Math.Round(took.TotalSeconds, 3),
            Organizations = description.Organizations.Select(organization => new
            {
                organization.MspId,
                organization.Name,
                Kind = organization.Kind.Can().Name,
                Gateway = organization.GatewayPort is { } port ? $"https://localhost:{port}" : null,
                Peer = $"localhost:{organization.PeerPort}",
                CertificateAuthority = home.CaCertificate(organization.MspId),
                Callers = Path.Combine(home.Callers, organization.MspId),
            }),
            Logs = running.Network.LogsAt(home),
        };
    }

    private static void Write(RunningConsortium running, TextPage output)
    {
        var (home, description) = (running.Home, running.Description);
        var table = Tables.New("organization", "kind", "gateway", "peer").WithProse("organization");
        foreach (var organization in description.Organizations)
        {
            table.AddRow(
                $"{organization.Name} ({organization.MspId})",
                organization.Kind.Can().Name,
                organization.GatewayPort is null ? "" : description.GatewayUrl(organization),
                $"localhost:{organization.PeerPort}");
        }

        output.Write(table);
        var insurer = description.WithGateway.FirstOrDefault(organization => organization.Kind.Can().HoldsRecords) ?? description.WithGateway.FirstOrDefault();
        if (insurer is null)
        {
            output.WriteLine($"Logs: {running.Network.LogsAt(home)}");
            return;
        }

        var caller = description.Brokers.FirstOrDefault(broker => broker.Insurers.Contains(insurer.MspId))?.Id ?? Roles.Auditor;
        var host = (description.Listening ?? GatewayListening.Usual).LocalHost;
        var (certificate, key, ca) = (home.CallerCertificate(insurer.MspId, caller), home.CallerKey(insurer.MspId, caller), home.CaCertificate(insurer.MspId));
        string Files(string dash) => $"{dash}cacert {Invocation.Quoted(ca)} {dash}cert {Invocation.Quoted(certificate)} {dash}key {Invocation.Quoted(key)}";
        output.WriteLine($"""
            {Page(description)}Client certificates: {home.Callers}/<MSP id>/<role or broker>.crt and .key; root of the gateways' own: {home.Organizations}/<MSP id>/ca/ca.crt
            Logs: {running.Network.LogsAt(home)}

            As JSON:
              curl {Files("--")} \
                -H 'content-type: application/json' -d '{JsonExample}' \
                https://{host}:{insurer.GatewayPort}/insurance.v1.Products/ListProducts
            As gRPC:
              grpcurl {Files("-")} \
                -d '{JsonExample}' {host}:{insurer.GatewayPort} insurance.v1.Products/ListProducts

            Next:
              {Invocation.Of(home, "demo")}
              {Invocation.Of(home, "status")}
              {Invocation.Of(home, "down")}
            """);
    }

    private static string Page(ConsortiumDescription description) => description.WithGateway.FirstOrDefault(organization => organization.HolderPort is not null) is { } insurer
        ? $"Policyholders' page of {insurer.Name}: https://localhost:{insurer.HolderPort}/holder{Environment.NewLine}"
        : "";
}
