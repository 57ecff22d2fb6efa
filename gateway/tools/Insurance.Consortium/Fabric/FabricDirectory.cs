namespace Insurance.Consortium.Fabric;

/// <summary>What a state directory remembers of the ledger that was made with it, wherever the ledger's data lies.</summary>
internal sealed class FabricDirectory(HomeDirectory home)
{
    /// <summary>The package of each chaincode, by name.</summary>
    /// <remarks>
    /// A newer release may render other bytes; a definition that is on the ledger stays with the package that it was approved with.
    /// </remarks>
    public Dictionary<string, ChaincodePackage> Packages(ConsortiumDescription consortium) => consortium.Chaincodes.ToDictionary(
        chaincode => chaincode.Name,
        chaincode => ChaincodePackage.Open(IsDeployed(chaincode) ? home.DeployedPackage(chaincode.Name) : home.ChaincodePackage(chaincode.Name)));

    /// <summary>Remembers the definitions that the ledger has come to.</summary>
    public void Record(ConsortiumDescription consortium)
    {
        foreach (var chaincode in consortium.Chaincodes.Where(chaincode => !IsDeployed(chaincode)))
        {
            Record(chaincode);
        }
    }

    public void Record(ChaincodeDescription chaincode)
    {
        File.Copy(home.ChaincodePackage(chaincode.Name), home.DeployedPackage(chaincode.Name), overwrite: true);
        HomeRecord.Load(home)!.WithDeployed(chaincode).Save(home);
    }

    /// <summary>Rendering would make a new one, and nobody on the channel would know it.</summary>
    public void RefuseLostAuthorities(ConsortiumDescription consortium)
    {
        List<string> lost =
        [
            .. consortium.Organizations.Select(organization => organization.MspId).Append(consortium.Orderer.MspId)
                .Where(mspId => !File.Exists(home.CaCertificate(mspId)) || !File.Exists(home.CaKey(mspId))),
        ];
        if (lost.Count > 0)
        {
            throw new ConsortiumException(ExitCodes.Environment, $"the certificate authority of {string.Join(", ", lost)} is gone from {home.Organizations}, and the ledger knows no other; restore it from a backup, or begin anew with `{Invocation.Of(home, "down --wipe")}`");
        }
    }

    /// <summary>Writes everything that only depends on the description, and says which certificates had to be issued anew.</summary>
    public void Render(ConsortiumDescription consortium, FabricHosts hosts, Action<string> progress, FabricVersion? peers = null)
    {
        var ending = new CertificateCheck(home, TimeProvider.System).Ending(consortium);
        new ConsortiumRenderer(home, TimeProvider.System).RenderFabric(consortium, hosts, peers: peers);
        if (ending.Count > 0)
        {
            progress($"issued anew, since they have ended or soon will: {string.Join("; ", ending)}");
        }
    }

    public void RefuseUnfitCertificates(ConsortiumDescription consortium)
    {
        var problems = new CertificateCheck(home, TimeProvider.System).Problems(consortium);
        if (problems.Count > 0)
        {
            throw new ConsortiumException(ExitCodes.Environment, problems[0], [.. problems.Skip(1)]);
        }
    }

    private bool IsDeployed(ChaincodeDescription chaincode) =>
        HomeRecord.Load(home)?.Deployed(chaincode.Name) is { } deployed
        && deployed.Version == chaincode.Version
        && deployed.Sequence == chaincode.Sequence
        && File.Exists(home.DeployedPackage(chaincode.Name));
}
