namespace Insurance.Cli.Commands;

/// <summary>What a command says to people.</summary>
/// <param name="output">Where to.</param>
/// <param name="screen">What that can show.</param>
internal sealed class TextPage(TextWriter output, Screen screen)
{
    /// <summary>A line as it is, such as a command to copy.</summary>
    public void WriteLine(string line = "") => output.WriteLine(line);

    /// <summary>A sentence, which goes on in the next line where a terminal's ends.</summary>
    public void Say(string sentence)
    {
        foreach (var line in WordWrap.Lines(sentence, screen.Width))
        {
            output.WriteLine(line);
        }
    }

    /// <summary>The title of what follows, after an empty line.</summary>
    public void Head(string title)
    {
        output.WriteLine();
        if (!screen.IsRich)
        {
            Say(title);
            return;
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.Yes, Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = screen.Width!.Value;
        console.Write(new Text(string.Join('\n', WordWrap.Lines(title, screen.Width)) + "\n", new Style(decoration: Decoration.Bold)));
    }

    public void Write(TextTable table) => TableLayout.Write(table, output, screen);
}
