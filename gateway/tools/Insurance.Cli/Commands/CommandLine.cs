using System.CommandLine.Parsing;

namespace Insurance.Cli.Commands;

/// <summary>Reads the command line as it stands: no word of it is anything but what the user wrote.</summary>
internal static class CommandLine
{
    /// <summary>Parses the words. <c>@file</c> is a name, and not replaced by the words of that file.</summary>
    public static ParseResult Parse(RootCommand root, IReadOnlyList<string> words) =>
        root.Parse(words, new ParserConfiguration { ResponseFileTokenReplacer = null });

    /// <summary>What is wrong with words that were not understood.</summary>
    public static ConsortiumException Refusal(ParseResult parsed) =>
        new(ExitCodes.InvalidInput, parsed.Errors[0].Message, [.. parsed.Errors.Skip(1).Select(error => error.Message)]);

    /// <summary>Whether a shell asks what could come next on a command line that is being typed, and nothing is to be done.</summary>
    public static bool IsCompletion(ParseResult parsed) => parsed.RootCommandResult.Command is RootCommand root
        && root.Directives.OfType<SuggestDirective>().Any(directive => parsed.GetResult(directive) is not null);

    /// <summary>Whether help is asked for, which is an answer also where the words beside it would not be enough to do anything.</summary>
    public static bool IsHelp(ParseResult parsed) => parsed.Action is MethodHelp;

    /// <summary>
    /// The first word that looks like an option and was taken for a value, such as a file's name; null: none was. A file of such a
    /// name is given after <c>--</c>, or as <c>./--name</c>.
    /// </summary>
    public static string? Mistaken(ParseResult parsed) => parsed.Tokens
        .TakeWhile(token => token.Type != TokenType.DoubleDash)
        .FirstOrDefault(token => token.Type == TokenType.Argument && token.Value.StartsWith("--", StringComparison.Ordinal))?.Value;
}
