namespace Insurance.Consortium.Rendering.Fabric;

/// <summary>Small words for building YAML, and its text.</summary>
internal static partial class YamlDocumentText
{
    public static YamlMappingNode Map(params IEnumerable<(string Key, YamlNode Value)> entries) =>
        new(entries.Select(entry => KeyValuePair.Create<YamlNode, YamlNode>(Name(entry.Key), entry.Value)));

    public static YamlSequenceNode List(params IEnumerable<YamlNode> items) => new(items);

    /// <summary>A word that YAML reads as itself: a name, a key word, a whole number.</summary>
    public static YamlScalarNode Word(string text) => new(text);

    /// <summary>Text that must stay text, whatever it looks like.</summary>
    public static YamlScalarNode Text(string text) => new(text) { Style = ScalarStyle.DoubleQuoted };

    /// <summary>A name that somebody chose: quoted where YAML 1.1 would read something else in it, as in <c>no</c> or <c>y</c>.</summary>
    public static YamlScalarNode Name(string text) => Bare().IsMatch(text) && !NoText().IsMatch(text) ? Word(text) : Text(text);

    /// <summary>On one line.</summary>
    public static YamlSequenceNode Row(params IEnumerable<YamlNode> items) =>
        new(items) { Style = YamlDotNet.Core.Events.SequenceStyle.Flow };

    /// <summary>What others refer to with the same node: written once with this name, then as a reference.</summary>
    public static YamlMappingNode Shared(string name, YamlMappingNode node)
    {
        node.Anchor = name;
        return node;
    }

    public static string Render(YamlMappingNode document)
    {
        using var writer = new StringWriter { NewLine = "\n" };
        var emitter = new Emitter(writer, EmitterSettings.Default.WithIndentedSequences());
        new YamlStream(new YamlDocument(document)).Save(emitter, assignAnchors: false);
        var text = writer.ToString();
        // The end of the stream is the end of the file.
        return text.EndsWith("...\n", StringComparison.Ordinal) ? text[..^4] : text;
    }

    [GeneratedRegex("^(?:<<|[A-Za-z_][A-Za-z0-9_./-]*)$")]
    private static partial Regex Bare();

    [GeneratedRegex("^(?:y|yes|n|no|on|off|true|false|null)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NoText();
}
