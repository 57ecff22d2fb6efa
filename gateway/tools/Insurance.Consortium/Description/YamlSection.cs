namespace Insurance.Consortium.Description;

/// <summary>
/// A mapping of the file that remembers which keys were asked for, so that the rest can be reported as unknown, and that
/// collects problems instead of stopping at the first.
/// </summary>
internal sealed class YamlSection
{
    private readonly YamlMappingNode? _node;
    private readonly string _path;
    private readonly List<DescriptionProblem> _problems;
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    public YamlSection(YamlNode? node, string path, long line, List<DescriptionProblem> problems)
    {
        _path = path;
        _problems = problems;
        _node = node as YamlMappingNode;
        Line = node?.Start.Line ?? line;
        if (node is not null && _node is null)
        {
            Report(Line, $"{path} must be a mapping of keys and values");
        }
    }

    public long Line { get; }

    public bool Exists => _node is not null;

    public void Report(long line, string message) => _problems.Add(new DescriptionProblem(line, message));

    /// <summary>The line of a key, or of this section when the key is absent.</summary>
    public long LineOf(string key) => Find(key)?.Start.Line ?? Line;

    public bool Has(string key) => Find(key) is not null;

    /// <summary>A key as messages name it.</summary>
    public string NameOf(string key) => Name(key);

    public YamlSection Section(string key) => new(Required(key), Name(key), Line, _problems);

    public YamlSection? OptionalSection(string key) => Find(key) is { } child ? new(child, Name(key), Line, _problems) : null;

    public IReadOnlyList<YamlSection> Sections(string key, bool required)
    {
        var child = required ? Required(key) : Find(key);
        if (child is null)
        {
            return [];
        }

        if (child is not YamlSequenceNode sequence)
        {
            Report(child.Start.Line, $"{Name(key)} must be a list");
            return [];
        }

        return [.. sequence.Children.Select((item, index) => new YamlSection(item, $"{Name(key)}[{index}]", item.Start.Line, _problems))];
    }

    public IReadOnlyList<(string Value, long Line)> Texts(string key)
    {
        if (Required(key) is not { } child)
        {
            return [];
        }

        if (child is YamlSequenceNode sequence && sequence.Children.All(item => item is YamlScalarNode))
        {
            return [.. sequence.Children.Cast<YamlScalarNode>().Select(item => (item.Value ?? "", item.Start.Line))];
        }

        Report(child.Start.Line, $"{Name(key)} must be a list of words");
        return [];
    }

    public string Text(string key, Func<string, string?>? check = null) => Text(Required(key), key, check) ?? "";

    public string? OptionalText(string key, Func<string, string?>? check = null) => Text(Find(key), key, check);

    public int Number(string key, int minimum, int maximum) => Number(Required(key), key, minimum, maximum) ?? minimum;

    public int? OptionalNumber(string key, int minimum, int maximum) => Number(Find(key), key, minimum, maximum);

    public bool OptionalFlag(string key, bool value)
    {
        var text = OptionalText(key);
        if (text is not (null or "true" or "false"))
        {
            Report(LineOf(key), $"{Name(key)} is '{text}'; write true or false");
        }

        return text is null ? value : text == "true";
    }

    /// <summary>Reports every key that nobody asked for; call it last.</summary>
    public void RefuseUnknownKeys()
    {
        foreach (var (key, _) in _node?.Children ?? Enumerable.Empty<KeyValuePair<YamlNode, YamlNode>>())
        {
            var name = (key as YamlScalarNode)?.Value ?? key.ToString();
            if (!_known.Contains(name))
            {
                Report(key.Start.Line, $"{Name(name)} is not known; {Name("…")} takes {string.Join(", ", _known.Order(StringComparer.Ordinal))}");
            }
        }
    }

    private string? Text(YamlNode? child, string key, Func<string, string?>? check)
    {
        switch (child)
        {
            case null:
                return null;
            case YamlScalarNode { Value: { Length: > 0 } value }:
                if (check?.Invoke(value) is { } problem)
                {
                    Report(child.Start.Line, $"{Name(key)} is '{value}'; {problem}");
                }

                return value;
            default:
                Report(child.Start.Line, $"{Name(key)} must be one value, not empty");
                return null;
        }
    }

    private int? Number(YamlNode? child, string key, int minimum, int maximum)
    {
        if (Text(child, key, null) is not { } text)
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= minimum && number <= maximum)
        {
            return number;
        }

        Report(child!.Start.Line, $"{Name(key)} is '{text}'; write a whole number from {minimum} to {maximum}");
        return null;
    }

    private YamlNode? Required(string key)
    {
        var child = Find(key);
        if (child is null && _node is not null)
        {
            Report(Line, $"{Name(key)} is missing");
        }

        return child;
    }

    private YamlNode? Find(string key)
    {
        _known.Add(key);
        return _node is not null && _node.Children.TryGetValue(new YamlScalarNode(key), out var child) ? child : null;
    }

    private string Name(string key) => _path.Length == 0 ? key : $"{_path}.{key}";
}
