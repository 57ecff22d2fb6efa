namespace EndToEnd.Tests.Calls;

/// <summary>What docs/use/calling.md shows is run, in its order, and must come to what it shows.</summary>
[Collection(ConsortiumFixture.Collection)]
public sealed partial class CallingGuideTests(ConsortiumFixture fixture) : IDisposable
{
    private readonly TemporaryHome _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Guide_EveryCommand_DoesWhatItShows()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "use", "calling.md"));
        var commands = Blocks().Matches(page).SelectMany(block => Commands(block.Groups[1].Value)).ToList();
        commands.Count.ShouldBeGreaterThan(15);
        var environment = new Dictionary<string, string> { ["INSURE_HOME"] = fixture.Consortium.Home };
        foreach (var (command, shown) in commands)
        {
            var script = $"cd {_folder.Path} && insure() {{ {Repository.InsureProgram} \"$@\"; }}\n{{ {command}\n}} 2>&1";
            var result = await ProgramRun.RunAsync("bash", environment, "-c", script);

            Regex.IsMatch(result.Output.ReplaceLineEndings("\n"), Pattern(shown), RegexOptions.Singleline).ShouldBeTrue($"{command}\nshows\n{shown}\nand gave\n{result.Output}{result.Errors}");
        }
    }

    /// <summary>Each command, which a here-document may follow, and what is shown below it.</summary>
    private static IEnumerable<(string Command, string Shown)> Commands(string block)
    {
        foreach (var part in block.Split("\n$ ", StringSplitOptions.RemoveEmptyEntries))
        {
            var text = part.StartsWith("$ ", StringComparison.Ordinal) ? part[2..] : part;
            var end = text.Contains("<<'END'", StringComparison.Ordinal) ? text.IndexOf("\nEND", StringComparison.Ordinal) + 4 : text.IndexOf('\n', StringComparison.Ordinal);
            yield return end < 0 ? (text, "") : (text[..end], text[end..].TrimStart('\n'));
        }
    }

    /// <summary>Whatever it is, for an ellipsis; any space and any line of a table, for a space; all else as it stands.</summary>
    private static string Pattern(string shown) =>
        "^" + Regex.Escape(shown.TrimEnd('\n'))
            .Replace(@"\ …", "…", StringComparison.Ordinal)
            .Replace("…", ".*?", StringComparison.Ordinal)
            .Replace(@"\n\ ", @"\n[ │|]*", StringComparison.Ordinal)
            .Replace(@"\ ", "[ │|]+", StringComparison.Ordinal) + @"\s*$";

    [GeneratedRegex("```console\n(.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex Blocks();
}
