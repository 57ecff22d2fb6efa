namespace Insurance.Consortium.Description;

/// <content>What runs on the channel: chaincodes, their policies and collections.</content>
internal static partial class ConsortiumReader
{
    private static ChaincodeDescription ReadChaincode(
        YamlSection section,
        OrganizationDescription[] organizations,
        HashSet<string> names,
        string directory,
        bool isAdditional)
    {
        var name = section.Text("name", CheckChaincodeName);
        if (name.Length > 0 && !names.Add(name))
        {
            section.Report(section.LineOf("name"), $"{section.NameOf("name")} {name} is already taken; names of chaincodes must differ");
        }

        var policies = new PolicyCheck(organizations);
        // Personal data and treaties are the business of the consortium's own chaincode alone.
        var collections = section.Has("collections") || isAdditional
            ? ReadCollections(section, policies)
            : KnowsCollections(section, DerivedDefinitions.Collections(organizations));
        var chaincode = new ChaincodeDescription(
            name,
            section.Text("version", CheckVersion),
            section.Number("sequence", 1, int.MaxValue),
            section.OptionalText("endorsementPolicy", policies.Endorsement) ?? DerivedDefinitions.EndorsementPolicy(organizations),
            collections,
            ReadProgram(section, directory, isAdditional))
        {
            EndorseEverywhere = section.OptionalFlag("endorseEverywhere", false),
        };
        section.RefuseUnknownKeys();
        return chaincode;
    }

    private static IReadOnlyList<CollectionDescription> KnowsCollections(YamlSection section, IReadOnlyList<CollectionDescription> derived)
    {
        // Only so that the message about unknown keys lists it.
        section.Sections("collections", required: false);
        return derived;
    }

    private static CollectionDescription[] ReadCollections(YamlSection section, PolicyCheck policies)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        return [.. section.Sections("collections", required: false).Select(item => ReadCollection(item, policies, names))];
    }

    private static CollectionDescription ReadCollection(YamlSection section, PolicyCheck policies, HashSet<string> names)
    {
        var name = section.Text("name", value => CollectionPattern().IsMatch(value) ? null : "letters, digits, _ and - only");
        if (name.Length > 0 && !names.Add(name))
        {
            section.Report(section.LineOf("name"), $"{section.NameOf("name")} {name} is already taken; names of collections must differ");
        }

        var required = section.OptionalNumber("requiredPeerCount", 0, 100) ?? 0;
        var max = section.OptionalNumber("maxPeerCount", 0, 100) ?? Math.Max(1, required);
        if (required > max)
        {
            section.Report(section.LineOf("requiredPeerCount"), $"{section.NameOf("requiredPeerCount")} is {required}, more than maxPeerCount, {max}; raise maxPeerCount");
        }

        var collection = new CollectionDescription(
            name,
            section.Text("policy", policies.Membership),
            section.OptionalText("endorsementPolicy", policies.Endorsement),
            required,
            max,
            section.OptionalFlag("memberOnlyRead", true),
            section.OptionalFlag("memberOnlyWrite", true),
            section.OptionalNumber("blockToLive", 0, int.MaxValue) ?? 0);
        section.RefuseUnknownKeys();
        return collection;
    }

    private static string? ReadProgram(YamlSection section, string directory, bool isAdditional)
    {
        var program = isAdditional ? section.Text("program") : section.OptionalText("program");
        return program is not null && program.Contains('/', StringComparison.Ordinal) ? Path.GetFullPath(program, directory) : program;
    }

    private static string? CheckChaincodeName(string value) =>
        ChaincodePattern().IsMatch(value) ? null : "letters and digits, with single - or _ between them, at most 50 characters";

    private static string? CheckVersion(string value) =>
        VersionPattern().IsMatch(value) ? null : "letters, digits, . _ + and - only, at most 50 characters";

    [GeneratedRegex("^(?=.{1,50}$)[A-Za-z0-9]+(?:[-_][A-Za-z0-9]+)*$")]
    private static partial Regex ChaincodePattern();

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._+-]{0,49}$")]
    private static partial Regex VersionPattern();

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9_-]{0,199}$")]
    private static partial Regex CollectionPattern();
}
