using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Insurance.Cli.Consortium;

/// <summary>Reads consortium.yaml and reports everything that is wrong with it at once.</summary>
internal static partial class ConsortiumReader
{
    public static ConsortiumDescription ReadFile(string path)
    {
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCodes.InvalidInput, $"{path} cannot be read ({exception.Message}); name the file with --config");
        }

        var problems = new List<DescriptionProblem>();
        var description = Read(text, problems);
        if (problems.Count > 0)
        {
            throw new CliException(
                ExitCodes.InvalidInput,
                $"{path} has {problems.Count} {(problems.Count == 1 ? "problem" : "problems")}; correct the lines below and run again",
                [.. problems.OrderBy(problem => problem.Line).Select(problem => problem.ToString())]);
        }

        return description!;
    }

    /// <summary>The description, or null when the text is not YAML at all; usable only when no problem was reported.</summary>
    public static ConsortiumDescription? Read(string text, List<DescriptionProblem> problems)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlException exception)
        {
            problems.Add(new DescriptionProblem(exception.Start.Line, $"not valid YAML: {exception.Message}"));
            return null;
        }

        if (stream.Documents.Count != 1)
        {
            problems.Add(new DescriptionProblem(1, "the file must hold one YAML document"));
            return null;
        }

        var root = new YamlSection(stream.Documents[0].RootNode, "", 1, problems);
        root.Number("version", 1, 1);
        var channel = root.Text("channel", CheckChannel);
        var batch = ReadBatch(root.OptionalSection("batch"));
        var orderer = ReadOrderer(root.Section("orderer"));
        var sections = root.Sections("organizations", required: true);
        OrganizationDescription[] organizations = [.. sections.Select(ReadOrganization)];
        CheckOrganizations(root, sections, organizations, orderer);
        var brokers = root.Sections("brokers", required: false).Select(section => ReadBroker(section, organizations)).ToArray();
        var chaincode = ReadChaincode(root.Section("chaincode"), organizations);
        root.RefuseUnknownKeys();
        return new ConsortiumDescription(channel, batch, orderer, organizations, brokers, chaincode);
    }

    private static BatchDescription ReadBatch(YamlSection? section)
    {
        var standard = BatchDescription.Default;
        if (section is null)
        {
            return standard;
        }

        var batch = new BatchDescription(
            section.OptionalNumber("maxMessages", 1, 10_000) ?? standard.MaxMessages,
            section.OptionalNumber("maxBytes", 1024, 64 * 1024 * 1024) ?? standard.MaxBytes,
            section.OptionalNumber("timeoutMilliseconds", 1, 60_000) ?? standard.TimeoutMilliseconds);
        section.RefuseUnknownKeys();
        return batch;
    }

    private static OrdererDescription ReadOrderer(YamlSection section)
    {
        var orderer = new OrdererDescription(section.Text("name"), section.Text("mspId", CheckMspId));
        section.RefuseUnknownKeys();
        return orderer;
    }

    private static OrganizationDescription ReadOrganization(YamlSection section)
    {
        var organization = new OrganizationDescription(
            section.Text("name", value => value.Length > 200 ? "at most 200 characters" : null),
            section.Text("mspId", CheckMspId),
            ReadKind(section),
            section.Number("peerPort", 1, 65_535),
            section.Number("gatewayPort", 1, 65_535));
        section.RefuseUnknownKeys();
        return organization;
    }

    private static OrganizationKind ReadKind(YamlSection section)
    {
        var text = section.Text("kind", value => value is "insurer" or "reinsurer" or "regulator" ? null : "write insurer, reinsurer or regulator");
        return text switch
        {
            "reinsurer" => OrganizationKind.Reinsurer,
            "regulator" => OrganizationKind.Regulator,
            _ => OrganizationKind.Insurer,
        };
    }

    private static void CheckOrganizations(
        YamlSection root,
        IReadOnlyList<YamlSection> sections,
        OrganizationDescription[] organizations,
        OrdererDescription orderer)
    {
        if (organizations.Length > 0 && organizations.Count(organization => organization.Kind != OrganizationKind.Regulator) < 2)
        {
            root.Report(root.LineOf("organizations"), "organizations needs at least two members that are not regulators, since two must endorse");
        }

        var ports = new Dictionary<int, string>();
        var names = new HashSet<string>(StringComparer.Ordinal) { orderer.MspId };
        for (var index = 0; index < organizations.Length; index++)
        {
            var (section, organization) = (sections[index], organizations[index]);
            if (organization.MspId.Length > 0 && !names.Add(organization.MspId))
            {
                section.Report(section.LineOf("mspId"), $"organizations[{index}].mspId {organization.MspId} is already taken; MSP ids must differ");
            }

            foreach (var (key, port) in new[] { ("peerPort", organization.PeerPort), ("gatewayPort", organization.GatewayPort) })
            {
                var name = $"organizations[{index}].{key}";
                if (port > 1 && !ports.TryAdd(port, name))
                {
                    section.Report(section.LineOf(key), $"{name} {port} is already the port of {ports[port]}; ports must differ");
                }
            }
        }
    }

    private static BrokerDescription ReadBroker(YamlSection section, OrganizationDescription[] organizations)
    {
        var id = section.Text("id", value => IdentifierPattern().IsMatch(value) ? null : "1 to 64 of A-Z a-z 0-9 . _ -");
        var insurers = section.Texts("insurers");
        foreach (var (mspId, line) in insurers)
        {
            if (!organizations.Any(organization => organization.MspId == mspId && organization.Kind == OrganizationKind.Insurer))
            {
                section.Report(line, $"broker {id} names {mspId}, which is not an insurer of this file");
            }
        }

        section.RefuseUnknownKeys();
        return new BrokerDescription(id, [.. insurers.Select(insurer => insurer.Value)]);
    }

    private static ChaincodeDescription ReadChaincode(YamlSection section, OrganizationDescription[] organizations)
    {
        string? CheckPolicy(string policy) => PolicyProblem(policy, organizations);

        var collections = section.Sections("collections", required: false).Select(item =>
        {
            var endorsement = item.OptionalText("endorsementPolicy");
            if (endorsement is not null && CheckPolicy(endorsement) is { } problem)
            {
                item.Report(item.LineOf("endorsementPolicy"), problem);
            }

            var collection = new CollectionDescription(
                item.Text("name", value => CollectionPattern().IsMatch(value) ? null : "letters, digits, _ and - only"),
                item.Text("policy", CheckPolicy),
                endorsement,
                item.OptionalFlag("memberOnlyRead", true),
                item.OptionalFlag("memberOnlyWrite", true),
                item.OptionalNumber("blockToLive", 0, int.MaxValue) ?? 0);
            item.RefuseUnknownKeys();
            return collection;
        }).ToArray();
        var chaincode = new ChaincodeDescription(
            section.Text("name", value => CollectionPattern().IsMatch(value) ? null : "letters, digits, _ and - only"),
            section.Text("version"),
            section.Number("sequence", 1, int.MaxValue),
            section.Text("endorsementPolicy", CheckPolicy),
            collections);
        section.RefuseUnknownKeys();
        return chaincode;
    }

    private static string? PolicyProblem(string policy, OrganizationDescription[] organizations)
    {
        var principals = PrincipalPattern().Matches(policy);
        if (principals.Count == 0)
        {
            return "a policy names principals, for example OR('AuroraMSP.member')";
        }

        var foreign = principals
            .Select(match => match.Groups["msp"].Value)
            .Where(mspId => organizations.All(organization => organization.MspId != mspId))
            .Distinct(StringComparer.Ordinal)
            .ToArray();
        return foreign.Length == 0 ? null : $"{string.Join(", ", foreign)} is no organization of this file";
    }

    private static string? CheckChannel(string value) =>
        ChannelPattern().IsMatch(value) ? null : "a channel name is lower-case letters, digits, . and -, begins with a letter, and has at most 249 characters";

    private static string? CheckMspId(string value) =>
        MspIdPattern().IsMatch(value) ? null : "an MSP id is letters, digits, . _ and -, at most 64 characters";

    [GeneratedRegex("^[a-z][a-z0-9.-]{0,248}$")]
    private static partial Regex ChannelPattern();

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
    private static partial Regex MspIdPattern();

    [GeneratedRegex("^[A-Za-z0-9._-]{1,64}$")]
    private static partial Regex IdentifierPattern();

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9_-]{0,199}$")]
    private static partial Regex CollectionPattern();

    [GeneratedRegex(@"'(?<msp>[^'.]+(?:\.[^'.]+)*)\.(?:member|admin|client|peer|orderer)'", RegexOptions.IgnoreCase)]
    private static partial Regex PrincipalPattern();
}
