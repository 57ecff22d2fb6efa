using YamlDotNet.Core.Events;

namespace Insurance.Consortium.Description;

/// <summary>Refuses what is YAML but no description: the tree is built by recursion, which a deep text would bring down.</summary>
internal static class YamlForm
{
    private const int Deepest = 32;

    /// <summary>What keeps the text from being read as a tree; null: nothing.</summary>
    public static DescriptionProblem? Problem(string text)
    {
        var parser = new Parser(new StringReader(text));
        try
        {
            return Problem(parser);
        }
        catch (Exception exception) when (exception is YamlException or ArgumentException or InvalidOperationException or FormatException)
        {
            return new DescriptionProblem(
                Line(text, exception, parser),
                $"not valid YAML: {(exception is YamlException ? exception.Message : "what comes after this line cannot be read; is a bracket or a quotation mark left open?")}");
        }
    }

    /// <summary>The library names the place where what it cannot read begins, or none; what was read until then says more.</summary>
    private static long Line(string text, Exception exception, Parser parser)
    {
        var tab = Array.FindIndex(text.Split('\n'), line => line[..^line.TrimStart().Length].Contains('\t', StringComparison.Ordinal));
        return tab >= 0 && exception.Message.Contains("invalid tab", StringComparison.Ordinal)
            ? tab + 1
            : Math.Max((exception as YamlException)?.End.Line ?? 1, parser.Current?.End.Line ?? 1);
    }

    private static DescriptionProblem? Problem(Parser parser)
    {
        // For each open node whether it is a mapping whose next node is a key.
        var open = new Stack<bool?>();
        while (parser.MoveNext())
        {
            var current = parser.Current!;
            var isKey = open.TryPeek(out var top) && top == true;
            switch (current)
            {
                case MappingStart or SequenceStart when isKey:
                case AnchorAlias when isKey:
                    return new DescriptionProblem(current.Start.Line, "a key must be a word");
                case MappingStart or SequenceStart when open.Count == Deepest:
                    return new DescriptionProblem(current.Start.Line, $"nests deeper than {Deepest} levels");
                case MappingStart:
                    Turn(open);
                    open.Push(true);
                    break;
                case SequenceStart:
                    Turn(open);
                    open.Push(null);
                    break;
                case MappingEnd or SequenceEnd:
                    open.Pop();
                    break;
                case Scalar or AnchorAlias:
                    Turn(open);
                    break;
            }
        }

        return null;
    }

    private static void Turn(Stack<bool?> open)
    {
        if (open.TryPop(out var top))
        {
            open.Push(top is null ? null : !top);
        }
    }
}
