using System.Security.Cryptography;
using Insurance.Cli.Consortium;
using Insurance.Cli.Processes;

namespace Insurance.Cli.Rendering;

/// <summary>Turns the description of a consortium into everything its processes and callers need, in the state directory.</summary>
internal sealed class ConsortiumRenderer(HomeDirectory home, TimeProvider time)
{
    /// <summary>Safe to repeat: certificates that are there stay; configuration files are written anew.</summary>
    /// <param name="consortium">What to render.</param>
    /// <param name="chaincodes">The program of each of its chaincodes, in their order.</param>
    public void Render(ConsortiumDescription consortium, IReadOnlyList<ProgramCommand> chaincodes)
    {
        try
        {
            Parallel.ForEach(consortium.Organizations, organization => RenderOrganization(consortium, organization));
            RenderOrderer(consortium.Orderer);
            RestrictedFile.Write(home.DevLedgerConfiguration, DevLedgerConfiguration.Render(consortium, home, chaincodes));
            Directory.CreateDirectory(home.LedgerData);
            Directory.CreateDirectory(home.Logs);
        }
        catch (AggregateException exception) when (exception.InnerException is CliException cause)
        {
            throw new CliException(cause.ExitCode, cause.Message, cause.Details);
        }
    }

    /// <summary>The signing key of an oracle, made on first use and kept.</summary>
    public ECDsa OracleKey(string oracleId)
    {
        var path = home.OracleKey(oracleId);
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        if (File.Exists(path))
        {
            key.ImportFromPem(File.ReadAllText(path));
        }
        else
        {
            RestrictedFile.WriteSecret(path, key.ExportPkcs8PrivateKeyPem() + "\n");
        }

        return key;
    }

    private void RenderOrganization(ConsortiumDescription consortium, OrganizationDescription organization)
    {
        using var material = OrganizationMaterial.Open(home, organization.MspId, organization.Name, time);
        material.WritePublicMsp();
        material.WriteNode("peer", "peer", serves: true);
        material.WriteServer("gateway");
        foreach (var role in Roles.OfGateway(organization.Kind))
        {
            material.WriteWalletIdentity(role);
        }

        foreach (var role in Roles.OfStaff(organization.Kind))
        {
            material.WriteCaller(role, role, brokerId: null);
        }

        foreach (var broker in consortium.Brokers.Where(broker => broker.Insurers.Contains(organization.MspId)))
        {
            material.WriteCaller(broker.Id, Roles.Broker, broker.Id);
        }

        if (organization.GatewayPort is not null)
        {
            RestrictedFile.Write(home.GatewayConfiguration(organization.MspId), GatewayConfiguration.Render(consortium, organization, home));
        }
    }

    private void RenderOrderer(OrdererDescription orderer)
    {
        using var material = OrganizationMaterial.Open(home, orderer.MspId, orderer.Name, time);
        material.WritePublicMsp();
        foreach (var node in orderer.Nodes)
        {
            material.WriteNode(node.Name, "orderer", serves: false);
        }
    }
}
