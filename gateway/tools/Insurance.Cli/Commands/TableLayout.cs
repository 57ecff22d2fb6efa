namespace Insurance.Cli.Commands;

/// <summary>
/// Lays a table out: with lines on a terminal, in columns without lines elsewhere and where lines leave too little space, and where no
/// columns fit, each row as fields under one another. No word of it is broken or left out.
/// </summary>
internal static class TableLayout
{
    private const string Between = "  ";
    private const string FieldIndent = "  ";
    private const string BetweenFields = "   ";

    public static void Write(TextTable table, TextWriter output, Screen screen)
    {
        // A cell between lines has a blank on either side.
        if (screen.IsRich && Widths(table, screen.Width - (3 * table.Columns.Count) - 1) is { } between)
        {
            WriteLined(table, between, output, screen);
        }
        else if (Widths(table, screen.Width - (Between.Length * (table.Columns.Count - 1))) is { } widths)
        {
            WritePlain(table, widths, output);
        }
        else
        {
            WriteFields(table, output, screen.Width!.Value);
        }
    }

    /// <summary>How wide each column is; null: they do not fit.</summary>
    private static int[]? Widths(TextTable table, int? available)
    {
        var columns = Enumerable.Range(0, table.Columns.Count).ToList();
        int[] wanted = [.. columns.Select(column => Cells(table, column).Max(cell => cell.Length))];
        if (available is not { } most || wanted.Sum() <= most)
        {
            return wanted;
        }

        int[] widths =
        [
            .. columns.Select(column => table.Rows
                .Select(row => table.IsProse(column) ? WordWrap.Longest(row[column]) : row[column].Length)
                .Append(WordWrap.Longest(table.Columns[column])).Max()),
        ];
        var left = most - widths.Sum();
        if (left < 0)
        {
            return null;
        }

        // Whoever is furthest from what it wants gets the next character.
        for (; left > 0; left--)
        {
            var neediest = columns.MaxBy(column => wanted[column] - widths[column]);
            widths[neediest]++;
        }

        // Words seldom end where a column does: what is left over helps the column that still has the most lines.
        int[] used = [.. columns.Select(column => Cells(table, column).Max(cell => WordWrap.Lines(cell, widths[column]).Max(line => line.Length)))];
        used[columns.MaxBy(column => Cells(table, column).Max(cell => WordWrap.Lines(cell, used[column]).Count))] += most - used.Sum();
        return used;
    }

    private static IEnumerable<string> Cells(TextTable table, int column) => table.Rows.Select(row => row[column]).Append(table.Columns[column]);

    private static void WriteLined(TextTable table, int[] widths, TextWriter output, Screen screen)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.Yes, Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = screen.Width!.Value;
        console.Profile.Capabilities.Unicode = true;
        var lined = new Table().Border(TableBorder.Rounded);
        for (var column = 0; column < widths.Length; column++)
        {
            lined.AddColumn(new TableColumn(Cell(table.Columns[column], widths[column])).NoWrap());
        }

        foreach (var row in table.Rows)
        {
            lined.AddRow(row.Select((cell, column) => Cell(cell, widths[column])));
        }

        console.Write(lined);
    }

    private static Text Cell(string text, int width) => new(string.Join('\n', WordWrap.Lines(text, width)));

    private static void WritePlain(TextTable table, int[] widths, TextWriter output)
    {
        foreach (var row in table.Rows.Prepend(table.Columns))
        {
            var cells = row.Select((cell, column) => WordWrap.Lines(cell, widths[column])).ToList();
            for (var line = 0; line < cells.Max(cell => cell.Count); line++)
            {
                var parts = cells.Select((cell, column) => (line < cell.Count ? cell[line] : "").PadRight(widths[column]));
                output.WriteLine(string.Join(Between, parts).TrimEnd());
            }
        }
    }

    /// <summary>The first field of a row by itself, the others as many to a line as fit.</summary>
    private static void WriteFields(TextTable table, TextWriter output, int width)
    {
        foreach (var row in table.Rows)
        {
            output.WriteLine(Field(table.Columns[0], row[0]));
            var line = "";
            foreach (var field in row.Select((cell, column) => Field(table.Columns[column], cell)).Where((_, column) => column > 0 && row[column].Length > 0))
            {
                var longer = line.Length == 0 ? FieldIndent + field : line + BetweenFields + field;
                if (line.Length > 0 && longer.Length > width)
                {
                    WriteLine(line, output, width);
                    longer = FieldIndent + field;
                }

                line = longer;
            }

            WriteLine(line, output, width);
        }
    }

    /// <summary>A field that is wider than all goes on in the next line.</summary>
    private static void WriteLine(string line, TextWriter output, int width)
    {
        foreach (var part in WordWrap.Lines(line, width))
        {
            output.WriteLine(part);
        }
    }

    private static string Field(string name, string cell) => name.Length == 0 ? cell : $"{name}: {cell}";
}
