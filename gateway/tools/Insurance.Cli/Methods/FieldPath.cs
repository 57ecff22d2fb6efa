namespace Insurance.Cli.Methods;

/// <summary>Where in a request something belongs: names with dots between them, an index or a key in brackets.</summary>
/// <param name="Text">As it was written.</param>
/// <param name="Steps">At least one.</param>
internal sealed record FieldPath(string Text, IReadOnlyList<FieldStep> Steps)
{
    public static FieldPath Parse(string text)
    {
        var steps = new List<FieldStep>();
        var at = 0;
        while (true)
        {
            var name = text[at..(at = End(text, at))];
            string? bracket = null;
            if (at < text.Length && text[at] == '[')
            {
                var close = text.IndexOf(']', at);
                bracket = close < 0 ? throw Malformed(text) : text[(at + 1)..close];
                at = close + 1;
            }

            if (name.Length == 0 || bracket?.Length == 0)
            {
                throw Malformed(text);
            }

            steps.Add(new FieldStep(name, bracket));
            if (at == text.Length)
            {
                return new FieldPath(text, steps);
            }

            if (text[at++] != '.' || at == text.Length)
            {
                throw Malformed(text);
            }
        }
    }

    /// <summary>As far as a step, for messages.</summary>
    public string Until(int step) => string.Join('.', Steps.Take(step + 1).Select(Written));

    /// <summary>From a step on, as it was written: the key of a map may have dots.</summary>
    public string From(int step) => string.Join('.', Steps.Skip(step).Select(Written));

    private static string Written(FieldStep step) => step.Bracket is null ? step.Name : $"{step.Name}[{step.Bracket}]";

    private static int End(string text, int from)
    {
        var end = text.AsSpan(from).IndexOfAny('.', '[');
        return end < 0 ? text.Length : from + end;
    }

    private static ConsortiumException Malformed(string text) =>
        new(ExitCodes.InvalidInput, $"FIELD_UNREADABLE: '{text}' names no field; write name, name.inner, list[0].inner or map.key") { Code = "FIELD_UNREADABLE" };
}
