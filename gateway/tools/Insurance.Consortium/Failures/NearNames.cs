namespace Insurance.Consortium.Failures;

/// <summary>What somebody may have meant.</summary>
public static class NearNames
{
    private const int Most = 3;

    /// <summary>The nearest names, the nearest first; none that has little in common.</summary>
    public static IReadOnlyList<string> Of(string word, IEnumerable<string> names)
    {
        var sought = word.ToUpperInvariant();
        return [.. names.Distinct()
            .Select(name => (Name: name, Distance: Distance(sought, name.ToUpperInvariant())))
            .Where(item => item.Distance <= Math.Max(2, sought.Length / 3) || (sought.Length > 2 && item.Name.Contains(word, StringComparison.OrdinalIgnoreCase)))
            .OrderBy(item => item.Distance)
            .ThenBy(item => item.Name, StringComparer.Ordinal)
            .Take(Most)
            .Select(item => item.Name)];
    }

    /// <summary>A part of a sentence that names them; empty: there are none.</summary>
    public static string DidYouMean(string word, IEnumerable<string> names) =>
        Of(word, names) is { Count: > 0 } near ? $" (did you mean {string.Join(" or ", near)}?)" : "";

    /// <summary>How many letters must be put in, left out, exchanged for others or with their neighbours.</summary>
    private static int Distance(string from, string to)
    {
        var rows = new int[from.Length + 1, to.Length + 1];
        for (var row = 0; row <= from.Length; row++)
        {
            for (var column = 0; column <= to.Length; column++)
            {
                if (row == 0 || column == 0)
                {
                    rows[row, column] = row + column;
                    continue;
                }

                var same = from[row - 1] == to[column - 1];
                rows[row, column] = Math.Min(Math.Min(rows[row - 1, column], rows[row, column - 1]) + 1, rows[row - 1, column - 1] + (same ? 0 : 1));
                if (row > 1 && column > 1 && from[row - 1] == to[column - 2] && from[row - 2] == to[column - 1])
                {
                    rows[row, column] = Math.Min(rows[row, column], rows[row - 2, column - 2] + 1);
                }
            }
        }

        return rows[from.Length, to.Length];
    }
}
