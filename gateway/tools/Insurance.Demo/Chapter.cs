namespace Insurance.Demo;

/// <summary>A part of the demo that is reported in sentences, each about something that has just happened on the ledger.</summary>
public sealed class Chapter(string title)
{
    private readonly List<string> _lines = [];
    private readonly Dictionary<string, string> _facts = new(StringComparer.Ordinal);

    public string Title { get; } = title;

    public IReadOnlyList<string> Lines => _lines;

    /// <summary>What a program asks for, by name.</summary>
    public IReadOnlyDictionary<string, string> Facts => _facts;

    public void Say(string line) => _lines.Add(line);

    public void Note(string name, string value) => _facts[name] = value;
}
