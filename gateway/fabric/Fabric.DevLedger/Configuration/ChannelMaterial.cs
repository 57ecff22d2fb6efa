namespace Fabric.DevLedger.Configuration;

/// <summary>The MSPs, signing identities and policies that the configuration names, loaded.</summary>
internal sealed record ChannelMaterial(
    ChannelIdentities Membership,
    MspDefinition OrdererMsp,
    OrganizationPeer Orderer,
    IReadOnlyList<OrganizationPeer> Peers,
    IReadOnlyDictionary<string, CommittedChaincode> Chaincodes)
{
    /// <exception cref="InvalidConfigurationException">Some of it cannot be used.</exception>
    public static ChannelMaterial Load(DevLedgerOptions options)
    {
        var problems = new List<string>();
        var organizations = new Dictionary<string, MspDefinition>(StringComparer.Ordinal);
        var peerFolders = new List<(OrganizationOptions Options, MspFolder Folder)>();
        foreach (var organization in options.Organizations)
        {
            if (LoadFolder(organization.MspDirectory, organization.MspId, problems) is { } verifying)
            {
                organizations[organization.MspId] = verifying.Definition;
            }

            if (LoadFolder(organization.Peer.MspDirectory, organization.MspId, problems) is { } signing)
            {
                peerFolders.Add((organization, signing));
            }
        }

        var ordererFolder = LoadFolder(options.Orderer.MspDirectory, options.Orderer.MspId, problems);
        var verifier = problems.Count == 0 ? Verifier(organizations, ordererFolder!.Definition, problems) : null;
        if (verifier is null)
        {
            throw new InvalidConfigurationException(problems);
        }

        var orderer = Node(ordererFolder!, options.Orderer.MspDirectory, "orderer", verifier, problems);
        var peers = peerFolders
            .Select(entry => Node(entry.Folder, entry.Options.Peer.MspDirectory, Address(entry.Options), verifier, problems))
            .OfType<OrganizationPeer>()
            .ToList();
        var chaincodes = options.Chaincodes.ToDictionary(
            chaincode => chaincode.Name, chaincode => Define(chaincode, peers), StringComparer.Ordinal);
        return problems.Count == 0
            ? new ChannelMaterial(new ChannelIdentities(verifier, organizations, ReadOnly(options)), ordererFolder!.Definition, orderer!, peers, chaincodes)
            : throw new InvalidConfigurationException(problems);
    }

    private static HashSet<string> ReadOnly(DevLedgerOptions options) =>
        [.. options.Organizations.Where(organization => organization.ReadOnly).Select(organization => organization.MspId)];

    private static string Address(OrganizationOptions organization) =>
        organization.Peer.Address.Length > 0 ? organization.Peer.Address : organization.Peer.Listen;

    private static MspFolder? LoadFolder(string path, string mspId, List<string> problems)
    {
        try
        {
            return MspDirectory.Load(path, mspId);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            problems.Add($"MSP of {mspId}: {e.Message}");
            return null;
        }
    }

    private static MspVerifier? Verifier(
        Dictionary<string, MspDefinition> organizations, MspDefinition orderer, List<string> problems)
    {
        try
        {
            var definitions = organizations.Values.ToList();
            if (!organizations.ContainsKey(orderer.MspId))
            {
                definitions.Add(orderer);
            }

            return new MspVerifier(definitions);
        }
        catch (System.Security.Cryptography.CryptographicException e)
        {
            problems.Add("MSPs: " + e.Message);
            return null;
        }
    }

    private static OrganizationPeer? Node(
        MspFolder folder, string path, string address, MspVerifier verifier, List<string> problems)
    {
        if (folder.SigningCertificatePem is not { } certificate || folder.PrivateKeyPem is not { } key)
        {
            problems.Add($"MSP folder {path}: has no certificate with its key to sign with");
            return null;
        }

        var serialized = SerializedIdentities.Serialize(folder.Definition.MspId, certificate);
        if (!verifier.TryVerify(serialized, null, out var identity, out var error))
        {
            problems.Add($"MSP folder {path}: the channel does not accept its certificate: {error.Message}");
            return null;
        }

        return new OrganizationPeer(
            folder.Definition.MspId, address, UnsafeByteOperations.UnsafeWrap(serialized), identity, EcdsaPrivateKey.FromPem(key));
    }

    private static CommittedChaincode Define(
        ChaincodeOptions chaincode, List<OrganizationPeer> peers)
    {
        CollectionDefinition Collection(CollectionOptions collection)
        {
            var members = SignaturePolicies.Compile(SignaturePolicies.Parse(collection.Policy));
            return new CollectionDefinition(
                collection.Name,
                members,
                collection.BlockToLive,
                collection.MemberOnlyRead,
                collection.MemberOnlyWrite,
                string.IsNullOrEmpty(collection.EndorsementPolicy)
                    ? null
                    : SignaturePolicies.Compile(SignaturePolicies.Parse(collection.EndorsementPolicy)),
                peers.Where(peer => members.IsSatisfiedBy([peer.Identity])).Select(peer => peer.MspId).ToHashSet(StringComparer.Ordinal));
        }

        return new CommittedChaincode(
            chaincode.Name,
            chaincode.Version,
            chaincode.Sequence,
            SignaturePolicies.Compile(SignaturePolicies.Parse(chaincode.EndorsementPolicy)),
            chaincode.Collections.ToDictionary(collection => collection.Name, Collection, StringComparer.Ordinal));
    }
}
