using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Fabric.Msp;

/// <summary>The file <c>config.yaml</c> of an MSP folder.</summary>
internal static class MspConfigurationFile
{
    public static string Write(MspDefinition definition, Func<string, string?> pathOf)
    {
        var root = new YamlMappingNode();
        if (definition.NodeOrganizationalUnits is { } units)
        {
            var node = new YamlMappingNode { { "Enable", "true" } };
            foreach (var (role, unit) in units.All())
            {
                node.Add($"{role}OUIdentifier", Write(unit, pathOf));
            }

            root.Add("NodeOUs", node);
        }

        if (definition.OrganizationalUnitIdentifiers.Count > 0)
        {
            root.Add("OrganizationalUnitIdentifiers", new YamlSequenceNode(
                definition.OrganizationalUnitIdentifiers.Select(u => Write(u, pathOf))));
        }

        using var text = new StringWriter { NewLine = "\n" };
        new YamlStream(new YamlDocument(root)).Save(text, assignAnchors: false);
        return text.ToString();
    }

    /// <exception cref="FormatException">The file is not well-formed.</exception>
    public static MspDefinition Read(MspDefinition definition, string text, Func<string, string> readFile)
    {
        YamlMappingNode root;
        try
        {
            var yaml = new YamlStream();
            yaml.Load(new StringReader(text));
            if (yaml.Documents.Count == 0)
            {
                return definition;
            }

            root = yaml.Documents[0].RootNode as YamlMappingNode ?? throw new FormatException("config.yaml does not hold a mapping.");
        }
        catch (YamlException e)
        {
            throw new FormatException($"config.yaml is not well-formed: {e.Message}", e);
        }

        if (Child(root, "OrganizationalUnitIdentifiers") is YamlSequenceNode identifiers)
        {
            definition = definition with { OrganizationalUnitIdentifiers = identifiers.Select(i => ReadUnit(i, readFile)!).ToList() };
        }

        return Child(root, "NodeOUs") is YamlMappingNode node && bool.TryParse(Text(node, "Enable"), out var enabled) && enabled
            ? definition with
            {
                NodeOrganizationalUnits = new NodeOrganizationalUnits
                {
                    Client = ReadUnit(Child(node, "ClientOUIdentifier"), readFile),
                    Peer = ReadUnit(Child(node, "PeerOUIdentifier"), readFile),
                    Admin = ReadUnit(Child(node, "AdminOUIdentifier"), readFile),
                    Orderer = ReadUnit(Child(node, "OrdererOUIdentifier"), readFile),
                },
            }
            : definition;
    }

    private static YamlMappingNode Write(OrganizationalUnitIdentifier unit, Func<string, string?> pathOf)
    {
        var node = new YamlMappingNode();
        if (unit.CertificatePem is { } pem && pathOf(pem) is { } path)
        {
            node.Add("Certificate", path);
        }

        node.Add("OrganizationalUnitIdentifier", unit.Name);
        return node;
    }

    private static OrganizationalUnitIdentifier? ReadUnit(YamlNode? node, Func<string, string> readFile)
    {
        if (node is null)
        {
            return null;
        }

        var name = Text(node, "OrganizationalUnitIdentifier");
        if (string.IsNullOrEmpty(name))
        {
            throw new FormatException("config.yaml names a unit without OrganizationalUnitIdentifier.");
        }

        return new OrganizationalUnitIdentifier(name, Text(node, "Certificate") is { Length: > 0 } file ? readFile(file) : null);
    }

    private static YamlNode? Child(YamlNode node, string name) =>
        node is YamlMappingNode mapping && mapping.Children.TryGetValue(new YamlScalarNode(name), out var child) ? child : null;

    private static string? Text(YamlNode node, string name) => (Child(node, name) as YamlScalarNode)?.Value;
}
