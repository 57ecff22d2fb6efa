using Spectre.Console;

namespace Insurance.Cli.Commands;

/// <summary>Tables with lines on a terminal, plain and wide in a file or pipe.</summary>
internal static class Tables
{
    private const int PlainWidth = 190;

    public static IAnsiConsole Output { get; } = CreateOutput();

    public static Table New(params string[] columns) =>
        new Table().Border(Console.IsOutputRedirected ? TableBorder.Simple : TableBorder.Rounded).AddColumns(columns);

    private static IAnsiConsole CreateOutput()
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = Console.IsOutputRedirected ? AnsiSupport.No : AnsiSupport.Detect });
        if (Console.IsOutputRedirected)
        {
            console.Profile.Width = PlainWidth;
        }

        return console;
    }
}
