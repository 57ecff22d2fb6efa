namespace Insurance.Cli.Commands;

/// <summary>Rows of text under names. <see cref="TableLayout"/> writes them as what they are written to allows.</summary>
/// <param name="columns">The columns' names.</param>
internal sealed class TextTable(params string[] columns)
{
    private readonly List<string[]> rows = [];
    private readonly HashSet<string> prose = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Columns => columns;

    public IReadOnlyList<IReadOnlyList<string>> Rows => rows;

    /// <summary>Names the columns whose cells may go on in the next line, between words. Of all others a cell is one line.</summary>
    public TextTable WithProse(params string[] names)
    {
        prose.UnionWith(names);
        return this;
    }

    /// <param name="cells">One for each column, as they are: no markup.</param>
    public void AddRow(params string[] cells) => rows.Add(cells.Length == columns.Length
        ? cells
        : throw new ArgumentException($"{cells.Length} cells for {columns.Length} columns", nameof(cells)));

    public bool IsProse(int column) => prose.Contains(columns[column]);
}
