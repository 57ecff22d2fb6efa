namespace Insurance.Consortium.Rendering.Fabric;

/// <summary>
/// Who may do what on the channel. A regulator reads everything and orders nothing: see
/// docs/decisions/0005-what-a-regulator-may-do-on-the-channel.md.
/// </summary>
internal static class ChannelPolicies
{
    /// <summary>Whose proposals peers take; without a regulator that are the writers, as everywhere.</summary>
    private const string Proposers = "Proposers";

    public static Dictionary<string, object> OfChannel() => new()
    {
        ["Readers"] = Implicit("ANY Readers"),
        ["Writers"] = Implicit("ANY Writers"),
        ["Admins"] = Implicit("MAJORITY Admins"),
    };

    public static Dictionary<string, object> OfOrdering() => new(OfChannel())
    {
        ["BlockValidation"] = Implicit("ANY Writers"),
    };

    /// <summary>
    /// Definitions of chaincode need the peers of most members that are not regulators. An implicit majority would count a
    /// regulator among all, and so ask the others for more than their own majority.
    /// </summary>
    public static Dictionary<string, object> OfApplication(ConsortiumDescription consortium)
    {
        string[] endorsers =
        [
            .. consortium.Organizations
                .Where(organization => organization.Kind.Can().Endorses)
                .Select(organization => $"'{organization.MspId}.peer'"),
        ];
        var majority = $"OutOf({(endorsers.Length / 2) + 1}, {string.Join(", ", endorsers)})";
        var policies = new Dictionary<string, object>(OfChannel())
        {
            ["LifecycleEndorsement"] = Signature(majority),
            ["Endorsement"] = Signature(majority),
        };
        if (HasRegulator(consortium))
        {
            policies[Proposers] = Implicit($"ANY {Proposers}");
        }

        return policies;
    }

    /// <summary>
    /// By default a peer takes proposals from writers only, even those that nobody means to order. A regulator's clients ask
    /// their questions as proposals; what orderers accept stays with the writers.
    /// </summary>
    public static Dictionary<string, object> AccessControl(ConsortiumDescription consortium) => HasRegulator(consortium)
        ? new()
        {
            ["peer/Propose"] = $"/Channel/Application/{Proposers}",
            ["peer/ChaincodeToChaincode"] = $"/Channel/Application/{Proposers}",
            ["_lifecycle/QueryChaincodeDefinition"] = "/Channel/Application/Readers",
        }
        : [];

    /// <summary>
    /// Of a regulator only the administrator writes, since each organization itself approves, on the ledger, the chaincode
    /// that its own peer runs; its peer endorses that approval and nothing else.
    /// </summary>
    public static Dictionary<string, object> OfMember(ConsortiumDescription consortium, OrganizationDescription organization)
    {
        var mspId = organization.MspId;
        var policies = new Dictionary<string, object>
        {
            ["Readers"] = Signature($"OR('{mspId}.admin', '{mspId}.peer', '{mspId}.client')"),
            ["Writers"] = Signature(organization.Kind.Can().Writes ? $"OR('{mspId}.admin', '{mspId}.client')" : $"OR('{mspId}.admin')"),
            ["Admins"] = Signature($"OR('{mspId}.admin')"),
            ["Endorsement"] = Signature($"OR('{mspId}.peer')"),
        };
        if (HasRegulator(consortium))
        {
            policies[Proposers] = Signature($"OR('{mspId}.admin', '{mspId}.client')");
        }

        return policies;
    }

    /// <summary>Blocks count only with the signature of an orderer node; administrators sign changes of the configuration.</summary>
    public static Dictionary<string, object> OfOrderers(OrdererDescription orderer)
    {
        var mspId = orderer.MspId;
        return new()
        {
            ["Readers"] = Signature($"OR('{mspId}.admin', '{mspId}.orderer')"),
            ["Writers"] = Signature($"OR('{mspId}.admin', '{mspId}.orderer')"),
            ["Admins"] = Signature($"OR('{mspId}.admin')"),
        };
    }

    private static bool HasRegulator(ConsortiumDescription consortium) =>
        consortium.Organizations.Any(organization => !organization.Kind.Can().Writes);

    private static Dictionary<string, object> Implicit(string rule) => new() { ["Type"] = "ImplicitMeta", ["Rule"] = rule };

    private static Dictionary<string, object> Signature(string rule) => new() { ["Type"] = "Signature", ["Rule"] = rule };
}
