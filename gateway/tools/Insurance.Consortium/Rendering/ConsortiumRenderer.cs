namespace Insurance.Consortium.Rendering;

/// <summary>Turns the description of a consortium into everything its processes and callers need, in the state directory.</summary>
public sealed class ConsortiumRenderer(HomeDirectory home, TimeProvider time)
{
    /// <summary>For DevLedger. Safe to repeat: certificates that are there stay; configuration files are written anew.</summary>
    /// <param name="consortium">What to render.</param>
    /// <param name="chaincodes">The program of each of its chaincodes, in their order.</param>
    public void Render(ConsortiumDescription consortium, IReadOnlyList<ProgramCommand> chaincodes)
    {
        RenderMembers(consortium, forFabric: false);
        RestrictedFile.Write(home.DevLedgerConfiguration, DevLedgerConfiguration.Render(consortium, home, chaincodes));
    }

    /// <summary>For Fabric on this machine. Safe to repeat, as above.</summary>
    public void RenderFabric(ConsortiumDescription consortium) => RenderFabric(consortium, FabricHosts.Loopback);

    /// <summary>For Fabric. Safe to repeat, as above.</summary>
    /// <param name="consortium">What to render.</param>
    /// <param name="hosts">Where the nodes of the channel will be.</param>
    /// <param name="newFingerprintKey">True: the insurers get a further common key for fingerprints, which is used from now on.</param>
    /// <param name="peers">The release of the peers; null: any that the platform runs on.</param>
    public void RenderFabric(ConsortiumDescription consortium, FabricHosts hosts, bool newFingerprintKey = false, FabricVersion? peers = null)
    {
        RenderMembers(consortium, forFabric: true, newFingerprintKey);
        new FabricRenderer(home, hosts, peers).Render(consortium);
    }

    private void RenderMembers(ConsortiumDescription consortium, bool forFabric, bool newFingerprintKey = false)
    {
        new ClockCheck(home, time).DemandPlausible();
        RestrictedFile.EnsureFolder(home.Organizations);
        RestrictedFile.EnsureFolder(home.Callers);
        FingerprintKeyFiles.Ensure(home, consortium, newFingerprintKey);
        try
        {
            Parallel.ForEach(consortium.Organizations, organization => RenderOrganization(consortium, organization, forFabric));
            RenderOrderer(consortium.Orderer, forFabric);
            RestrictedFile.EnsureFolder(home.LedgerData);
            RestrictedFile.EnsureFolder(home.Logs);
        }
        catch (AggregateException exception) when (exception.InnerException is ConsortiumException cause)
        {
            throw new ConsortiumException(cause.ExitCode, cause.Message, cause.Details);
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

    private void RenderOrganization(ConsortiumDescription consortium, OrganizationDescription organization, bool forFabric)
    {
        using var material = OrganizationMaterial.Open(home, organization.MspId, organization.Name, time);
        material.WritePublicMsp();
        material.WriteNode("peer", "peer");
        material.WriteServer("peer", ServiceNames.Peer(organization));
        material.WriteServer("gateway", ServiceNames.Gateway(organization), consortium.Listening);
        if (forFabric)
        {
            material.WriteAdministrator();
        }

        foreach (var role in organization.Kind.Can().GatewayRoles)
        {
            material.WriteWalletIdentity(role);
        }

        RenderCallers(consortium, organization);
        if (organization.Kind.Can().HoldsRecords)
        {
            KeyEncryptionKeyFiles.Ensure(home, organization.MspId);
        }

        if (organization.GatewayPort is not null)
        {
            RestrictedFile.Write(home.GatewayConfiguration(organization.MspId), GatewayConfiguration.Render(consortium, organization, home));
        }
    }

    private void RenderCallers(ConsortiumDescription consortium, OrganizationDescription organization)
    {
        using var callers = OrganizationMaterial.OpenCallers(home, organization.MspId, organization.Name, time);
        callers.WriteTrust(home.CallersCa(organization.MspId));
        foreach (var role in organization.Kind.Can().StaffRoles)
        {
            callers.WriteCaller(role, role, brokerId: null);
        }

        if (!organization.Kind.Can().HoldsRecords)
        {
            CallerFiles.Renew(home, organization.MspId, callers);
            CallerFiles.Publish(home, organization.MspId, callers.Revoke([]));
            return;
        }

        using var brokers = OrganizationMaterial.OpenBrokers(home, organization.MspId, organization.Name, time);
        brokers.WriteTrust(home.BrokersCa(organization.MspId));
        foreach (var broker in consortium.Brokers.Where(broker => broker.Insurers.Contains(organization.MspId)))
        {
            brokers.WriteCaller(broker.Id, Roles.Broker, broker.Id);
        }

        CallerFiles.Renew(home, organization.MspId, callers, brokers);
        CallerFiles.Publish(home, organization.MspId, callers.Revoke([]), brokers.Revoke([]));
    }

    private void RenderOrderer(OrdererDescription orderer, bool forFabric)
    {
        using var material = OrganizationMaterial.Open(home, orderer.MspId, orderer.Name, time);
        material.WritePublicMsp();
        foreach (var node in orderer.Nodes)
        {
            material.WriteNode(node.Name, "orderer", keepKey: true);
            if (forFabric)
            {
                material.WriteConsenter(node.Name, ServiceNames.Orderer(node));
            }
        }

        if (forFabric)
        {
            material.WriteAdministrator();
            material.WriteAdministratorTls();
        }
    }
}
