using System.Text.RegularExpressions;

namespace Insurance.Cli.Commands;

/// <summary>
/// Breaks text between words, and never in one: an address or an identifier stays whole however long it is, and a number beside its unit,
/// as a date beside its time.
/// </summary>
internal static partial class WordWrap
{
    private const string OfNumbers = "0123456789.,-:";

    /// <summary>The lines of a text; those after the first are indented as the text is.</summary>
    /// <param name="text">One line.</param>
    /// <param name="width">Characters in a line; null: as many as there are.</param>
    public static IReadOnlyList<string> Lines(string text, int? width)
    {
        if (width is not { } most || text.Length <= most)
        {
            return [text];
        }

        var lines = new List<string>();
        var (indent, line) = (text[..(text.Length - text.TrimStart(' ').Length)], "");
        foreach (var (blanks, word) in Words(text))
        {
            if (line.Length > 0 && line.Length + blanks.Length + word.Length > most)
            {
                lines.Add(line);
                line = "";
            }

            line += (line.Length == 0 ? indent : blanks) + word;
        }

        return [.. lines, line];
    }

    /// <summary>The length of the longest word.</summary>
    public static int Longest(string text) => Words(text).Select(word => word.Word.Length).DefaultIfEmpty().Max();

    /// <summary>What is not broken, each with the blanks before it.</summary>
    private static IEnumerable<(string Blanks, string Word)> Words(string text)
    {
        var matches = Word().Matches(text);
        for (var index = 0; index < matches.Count; index++)
        {
            var word = matches[index].Groups[2].Value;
            var blanks = matches[index].Groups[1].Value;
            for (var last = word; IsNumber(last) && index + 1 < matches.Count; last = matches[index].Groups[2].Value)
            {
                word += matches[++index].Value;
            }

            yield return (blanks, word);
        }
    }

    private static bool IsNumber(string word) => char.IsAsciiDigit(word[^1]) && word.TrimStart('(').All(character => OfNumbers.Contains(character, StringComparison.Ordinal));

    [GeneratedRegex(@"( *)([^ ]+)", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
