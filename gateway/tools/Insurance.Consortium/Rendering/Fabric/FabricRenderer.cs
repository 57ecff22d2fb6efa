namespace Insurance.Consortium.Rendering.Fabric;

/// <summary>Writes what only Fabric needs into the state directory. Nothing of it is secret; keys are in the organizations' folders.</summary>
internal sealed class FabricRenderer(HomeDirectory home, FabricHosts hosts, FabricVersion? peers)
{
    /// <summary>Safe to repeat: the files depend on the description, on where the directory is and on the peers' release, and on nothing else.</summary>
    public void Render(ConsortiumDescription consortium)
    {
        RestrictedFile.Write(home.ConfigTx, ConfigtxFile.Render(consortium, home, hosts));
        foreach (var organization in consortium.Organizations)
        {
            RestrictedFile.Write(Path.Combine(home.PeerConfiguration(organization.MspId), "core.yaml"), PeerConfiguration.Render(consortium, organization, home, peers));
            RestrictedFile.Write(Path.Combine(home.PeerConfiguration(organization.MspId), "peer.env"), PeerEnvironment(consortium, organization));
        }

        foreach (var node in consortium.Orderer.Nodes)
        {
            RestrictedFile.Write(Path.Combine(home.OrdererConfiguration(node.Name), "orderer.yaml"), OrdererConfiguration.Render(consortium.Orderer, node, home));
        }

        foreach (var chaincode in consortium.Chaincodes)
        {
            RestrictedFile.Write(home.Collections(chaincode.Name), CollectionsFile.Render(chaincode));
            RestrictedFile.Write(home.ChaincodePackage(chaincode.Name), ChaincodePackageFile.Render(consortium, chaincode));
        }

        RestrictedFile.Write(Path.Combine(home.CliConfiguration, "core.yaml"), ToolsConfiguration.Render());
        ExternalBuilder.Write(home.Builder);
    }

    /// <summary>For a shell or a service manager, where peers are started by hand.</summary>
    private string PeerEnvironment(ConsortiumDescription consortium, OrganizationDescription organization)
    {
        var addresses = ChaincodeAddresses.Of(consortium, organization, chaincode => hosts.Chaincode(consortium, chaincode, organization));
        return $"{ExternalBuilder.Variable}='{addresses}'\n";
    }
}
