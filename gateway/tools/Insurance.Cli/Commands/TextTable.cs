namespace Insurance.Cli.Commands;

/// <summary>Rows of text under names. <see cref="TableLayout"/> writes them as what they are written to allows.</summary>
/// <param name="columns">The columns' names.</param>
internal sealed class TextTable(params string[] columns)
{
    private readonly List<string[]> _rows = [];
    private readonly HashSet<string> _prose = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Columns => columns;

    public IReadOnlyList<IReadOnlyList<string>> Rows => _rows;

    /// <summary>Names the columns whose cells may go on in the next line, between words. Of all others a cell is one line.</summary>
    public TextTable WithProse(params string[] names)
    {
        _prose.UnionWith(names);
        return this;
    }

    /// <param name="cells">One for each column, as they are: no markup.</param>
    public void AddRow(params string[] cells) => _rows.Add(cells.Length == columns.Length
        ? cells
        : throw new ArgumentException($"{cells.Length} cells for {columns.Length} columns", nameof(cells)));

    public bool IsProse(int column) => _prose.Contains(columns[column]);
}
