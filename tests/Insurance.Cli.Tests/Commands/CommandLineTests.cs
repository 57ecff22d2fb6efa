using System.CommandLine.Completions;

namespace Insurance.Cli.Tests.Commands;

public sealed class CommandLineTests
{
    private readonly Argument<string[]> _files = new("files") { Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string?> _home = new("--home");
    private readonly RootCommand _root;

    public CommandLineTests() => _root = new RootCommand { new Command("verify") { _files, _home } };

    [Fact]
    public void Parse_NameThatBeginsWithAt_IsAName()
    {
        var response = Path.GetTempFileName();
        try
        {
            File.WriteAllText(response, "--home other words");

            var parsed = CommandLine.Parse(_root, ["verify", "@" + response, "--home", "@none"]);

            parsed.Errors.ShouldBeEmpty();
            parsed.GetValue(_files).ShouldBe(["@" + response]);
            parsed.GetValue(_home).ShouldBe("@none");
        }
        finally
        {
            File.Delete(response);
        }
    }

    [Fact]
    public void Help_OfEveryCommand_HasNoNameLongerThanAColumn()
    {
        foreach (var command in Below(InsureRoot.Create()))
        {
            // Without a name for its help, what has completions is shown by all of them.
            var names = command.Arguments.Select(argument => argument.HelpName ?? Completions(argument.GetCompletions))
                .Concat(command.Options.Select(option => option.HelpName ?? Completions(option.GetCompletions)));
            foreach (var name in names)
            {
                name.Length.ShouldBeLessThan(40, command.Name);
            }
        }

        static string Completions(Func<CompletionContext, IEnumerable<CompletionItem>> complete) =>
            string.Join('|', complete(CompletionContext.Empty).Select(item => item.Label));

        static IEnumerable<Command> Below(Command command) => command.Subcommands.SelectMany(Below).Prepend(command);
    }

    [Theory]
    [InlineData("--hmoe", "verify", "--hmoe")]
    [InlineData("--hmoe", "verify", "a", "--hmoe", "b")]
    [InlineData("--hmoe", "verify", "--home", "--hmoe")]
    [InlineData(null, "verify", "a", "--home", "b")]
    [InlineData(null, "verify", "--", "--hmoe")]
    [InlineData(null, "verify", "./--hmoe", "-")]
    public void Mistaken_WordThatLooksLikeAnOption_IsNoFilesName(string? mistaken, params string[] words) =>
        CommandLine.Mistaken(CommandLine.Parse(_root, words)).ShouldBe(mistaken);
}
