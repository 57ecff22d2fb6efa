namespace Insurance.Cli.Tests.Support;

/// <summary>The repository's consortium.yaml, changed line by line.</summary>
internal sealed class ConsortiumText
{
    private readonly List<string> _lines = [.. File.ReadAllLines(Repository.ConsortiumFile)];

    /// <summary>Replaces a line by others and returns the number of the first of them.</summary>
    public int Replace(string line, params string[] by)
    {
        var index = _lines.IndexOf(line);
        index.ShouldBeGreaterThanOrEqualTo(0, line);
        _lines.RemoveAt(index);
        _lines.InsertRange(index, by);
        return index + 1;
    }

    /// <summary>Puts lines after a line and returns the number of the first of them.</summary>
    public int InsertAfter(string line, params string[] added) => Replace(line, [line, .. added]) + 1;

    /// <summary>Puts lines at the end and returns the number of the first of them.</summary>
    public int Append(params string[] added)
    {
        _lines.AddRange(added);
        return _lines.Count - added.Length + 1;
    }

    public int LineOf(string line) => _lines.IndexOf(line) + 1;

    public ConsortiumDescription Read()
    {
        var problems = new List<DescriptionProblem>();
        var description = ConsortiumReader.Read(string.Join('\n', _lines), problems, "/described");
        problems.ShouldBeEmpty();
        return description.ShouldNotBeNull();
    }

    public IReadOnlyList<string> Problems()
    {
        var problems = new List<DescriptionProblem>();
        ConsortiumReader.Read(string.Join('\n', _lines), problems, "/described");
        return [.. problems.OrderBy(problem => problem.Line).Select(problem => problem.ToString())];
    }
}
