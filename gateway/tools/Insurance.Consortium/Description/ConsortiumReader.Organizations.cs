namespace Insurance.Consortium.Description;

/// <content>Who takes part: members and orderers.</content>
internal static partial class ConsortiumReader
{
    private const int ChaincodeDistance = 1000;
    private const int OperationsDistance = 2000;
    private const int PeerChaincodeDistance = 3000;

    /// <summary>With fewer, none may fail.</summary>
    private const int LeastBftNodes = 4;

    /// <summary>From the gateway to its page for policyholders.</summary>
    private const int HolderDistance = 100;

    /// <summary>From one chaincode of an organization to its next.</summary>
    private const int AdditionalChaincodeDistance = 100;

    private static OrganizationDescription ReadOrganization(YamlSection section, PortRegister ports, int additionalChaincodes)
    {
        var name = section.Text("name", CheckName);
        var mspId = section.Text("mspId", CheckMspId);
        var kind = ReadKind(section);
        var peer = ports.Given(section, "peerPort");
        var gateway = ports.Optional(section, "gatewayPort");
        var chaincode = ports.Derived(section, "chaincodePort", "peerPort", peer, ChaincodeDistance);
        var organization = new OrganizationDescription(
            name,
            mspId,
            kind,
            peer,
            gateway,
            chaincode,
            ports.Derived(section, "peerChaincodePort", "peerPort", peer, PeerChaincodeDistance),
            ports.Derived(section, "operationsPort", "peerPort", peer, OperationsDistance),
            [
                .. Enumerable.Range(0, additionalChaincodes).Select(index => ports.Follow(
                    section,
                    $"the port of additionalChaincodes[{index}] for {section.NameOf("mspId")}",
                    section.Has("chaincodePort") ? "chaincodePort" : "peerPort",
                    section.Has("chaincodePort") ? chaincode : peer,
                    (section.Has("chaincodePort") ? 0 : ChaincodeDistance) + ((index + 1) * AdditionalChaincodeDistance),
                    "give another chaincodePort")),
            ],
            kind.Can().HoldsRecords && gateway is { } served ? ports.Derived(section, "holderPort", "gatewayPort", served, HolderDistance) : null)
        {
            Jobs = ReadJobs(section, kind, gateway),
        };
        section.RefuseUnknownKeys();
        return organization;
    }

    private static Dictionary<string, string> ReadJobs(YamlSection section, OrganizationKind kind, int? gateway)
    {
        var jobs = new Dictionary<string, string>(StringComparer.Ordinal);
        if (section.OptionalSection("jobs") is not { } wanted)
        {
            return jobs;
        }

        if (!kind.Can().HoldsRecords || gateway is null)
        {
            section.Report(section.LineOf("jobs"), $"{section.NameOf("jobs")} is for insurers that have a gateway: it runs them, and nobody else has policies");
        }

        foreach (var (key, name) in new[] { ("lapse", "Lapse"), ("expire", "Expire"), ("renewalReminder", "RenewalReminder"), ("settle", "Settle") })
        {
            if (wanted.OptionalText(key, CheckInterval) is { } interval)
            {
                jobs[name] = interval;
            }
        }

        wanted.RefuseUnknownKeys();
        return jobs;
    }

    private static OrdererDescription ReadOrderer(YamlSection section, PortRegister ports)
    {
        var name = section.Text("name", CheckName);
        var mspId = section.Text("mspId", CheckMspId);
        var nodes = section.Sections("nodes", required: true);
        if (section.Has("nodes") && nodes.Count == 0)
        {
            section.Report(section.LineOf("nodes"), $"{section.NameOf("nodes")} is empty; at least one node orders, and three or five survive the loss of one or two");
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        var orderer = new OrdererDescription(name, mspId, [.. nodes.Select(node => ReadNode(node, ports, names))])
        {
            Consensus = section.OptionalText("consensus", value => value is "raft" or "bft" ? null : "write raft or bft") is "bft" ? Consensus.Bft : Consensus.Raft,
        };
        if (orderer.Consensus == Consensus.Bft && orderer.Nodes.Count is > 0 and < LeastBftNodes)
        {
            section.Report(section.LineOf("nodes"), $"{section.NameOf("nodes")} has {orderer.Nodes.Count}; consensus bft needs at least {LeastBftNodes}, of which one may be lost or lie");
        }

        section.RefuseUnknownKeys();
        return orderer;
    }

    private static OrdererNodeDescription ReadNode(YamlSection section, PortRegister ports, HashSet<string> names)
    {
        var name = section.Text("name", CheckNodeName);
        if (name.Length > 0 && !names.Add(name))
        {
            section.Report(section.LineOf("name"), $"{section.NameOf("name")} {name} is already taken; names of nodes must differ");
        }

        var port = ports.Given(section, "port");
        var node = new OrdererNodeDescription(
            name,
            port,
            ports.Derived(section, "adminPort", "port", port, ChaincodeDistance),
            ports.Derived(section, "operationsPort", "port", port, OperationsDistance));
        section.RefuseUnknownKeys();
        return node;
    }

    private static OrganizationKind ReadKind(YamlSection section)
    {
        var text = section.Text("kind", value => KindCapabilities.Named(value) is null ? $"write {KindCapabilities.AnyName}" : null);
        return KindCapabilities.Named(text)?.Kind ?? OrganizationKind.Insurer;
    }

    private static void CheckOrganizations(
        YamlSection root,
        IReadOnlyList<YamlSection> sections,
        OrganizationDescription[] organizations,
        OrdererDescription orderer)
    {
        OrganizationDescription[] members = [.. organizations.Where(organization => organization.Kind.Can().Endorses)];
        if (organizations.Length > 0 && members.Length < 2)
        {
            root.Report(root.LineOf("organizations"), "organizations needs at least two members that are not regulators, since two must endorse");
        }
        else if (organizations.Length > 0 && organizations.Any(organization => organization.GatewayPort is not null) && members.All(organization => organization.GatewayPort is null))
        {
            root.Report(root.LineOf("organizations"), "organizations has gateways for regulators alone; give a gatewayPort to another member, whose gateway writes the registry");
        }

        // Host names are made of MSP ids, and ignore case.
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { orderer.MspId };
        for (var index = 0; index < organizations.Length; index++)
        {
            var (section, mspId) = (sections[index], organizations[index].MspId);
            if (mspId.Length > 0 && !taken.Add(mspId))
            {
                section.Report(section.LineOf("mspId"), $"{section.NameOf("mspId")} {mspId} is already taken; MSP ids must differ, and not in case alone");
            }
        }
    }

    private static string? CheckInterval(string value) =>
        value.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(value, CultureInfo.InvariantCulture, out var interval)
        && interval > TimeSpan.Zero && interval <= TimeSpan.FromDays(7) ? null : "write an interval hh:mm:ss above zero and at most 7.00:00:00";

    private static string? CheckName(string value) => value.Length > 200 ? "at most 200 characters" : null;

    /// <summary>
    /// What fits policies (letters, digits, . and -), names of collections (letters, digits, _ and -) and hosts, and leaves
    /// the _ between the parts of treaty_cedent_reinsurer unambiguous.
    /// </summary>
    private static string? CheckMspId(string value) =>
        MspIdPattern().IsMatch(value) ? null : "an MSP id is letters, digits and -, at most 50 characters, since collections and hosts are named after it";

    private static string? CheckNodeName(string value) =>
        !NodePattern().IsMatch(value) ? "a node's name is lower-case letters, digits and -, begins with a letter, and has at most 50 characters"
        : value is "admin" or "ca" or "msp" or "devledger" || ReservedPattern().IsMatch(value) ? "that name is taken; choose for example orderer1"
        : null;

    [GeneratedRegex("^[A-Za-z0-9](?:[A-Za-z0-9-]{0,48}[A-Za-z0-9])?$")]
    private static partial Regex MspIdPattern();

    [GeneratedRegex("^[a-z](?:[a-z0-9-]{0,48}[a-z0-9])?$")]
    private static partial Regex NodePattern();

    [GeneratedRegex("^(?:peer|gateway|chaincode)-")]
    private static partial Regex ReservedPattern();
}
