namespace Insurance.Cli.Tests.Commands;

/// <summary>Every command of the program takes its words as they stand: @file is a name, and --word is none.</summary>
public sealed class WordsAsTheyStandTests : IDisposable
{
    private readonly string _response = Path.GetTempFileName();

    public WordsAsTheyStandTests() => File.WriteAllText(_response, "--json\n--home\nother\nwords of a file\n");

    public static TheoryData<string> Commands => [.. Leaves(InsureRoot.Create(), []).Select(path => string.Join(' ', path))];

    public void Dispose() => File.Delete(_response);

    [Theory]
    [MemberData(nameof(Commands))]
    public void OptionsAndArguments_NameThatBeginsWithAt_StaysThatName(string path)
    {
        var root = InsureRoot.Create();
        var words = path.Split(' ');
        var command = Find(root, words);
        var at = "@" + _response;

        foreach (var option in command.Options.OfType<Option<string?>>())
        {
            CommandLine.Parse(root, [.. words, option.Name, at]).GetResult(option)!.Tokens.ShouldHaveSingleItem(option.Name).Value.ShouldBe(at);
        }

        // Whatever it is for, no word of the file comes in its place.
        CommandLine.Parse(root, [.. words, at]).Tokens.Select(token => token.Value).ShouldBe([.. words, at]);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void OptionsAndArguments_WordThatLooksLikeAnOption_IsNoName(string path)
    {
        var root = InsureRoot.Create();
        var words = path.Split(' ');

        IsRefused(CommandLine.Parse(root, [.. words, "--xyzzy"])).ShouldBeTrue();
        foreach (var option in Find(root, words).Options.OfType<Option<string?>>())
        {
            IsRefused(CommandLine.Parse(root, [.. words, option.Name, "--xyzzy"])).ShouldBeTrue(option.Name);
        }
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Help_OfACommandWithoutItsOtherWords_IsNoMistake(string path) =>
        CommandLine.IsHelp(CommandLine.Parse(InsureRoot.Create(), [.. path.Split(' '), "--help"])).ShouldBeTrue();

    [Fact]
    public void Commands_AreAllOfThem() => Commands.Count.ShouldBeGreaterThan(12);

    private static bool IsRefused(ParseResult parsed) => parsed.Errors.Count > 0 || CommandLine.Mistaken(parsed) == "--xyzzy";

    private static Command Find(Command root, string[] words) => words.Aggregate(root, (command, word) => command.Subcommands.Single(item => item.Name == word));

    private static IEnumerable<string[]> Leaves(Command command, string[] path) => command.Subcommands.Count == 0
        ? [path]
        : command.Subcommands.SelectMany(inner => Leaves(inner, [.. path, inner.Name]));
}
