namespace Generate.Go;

/// <summary>Writes the type of an enum, its constants and their names.</summary>
internal static class GoEnumType
{
    private const string Unspecified = "UNSPECIFIED";

    public static void Write(GoSource source, string name, EnumDescriptor kind)
    {
        var comment = ApiProtos.Comment(kind.Declaration);
        if (comment.Length == 0 || !kind.Values[0].Name.EndsWith(Unspecified, StringComparison.Ordinal) || kind.Values[0].Number != 0)
        {
            throw new InvalidOperationException($"{kind.FullName} has a comment that says what it is, and begins with 0, UNSPECIFIED");
        }

        source.Line();
        source.Comment("", $"{name}: {GoNames.Continued(comment)}");
        source.Line($"type {name} int32");
        source.Line();
        source.Line($"// The values of {name}.");
        source.Line("const (");
        var option = kind.GetOptions()?.GetExtension(ChaincodeExtensions.GoEnum) ?? new GoEnum();
        var own = kind.Values[0].Name[..^Unspecified.Length];
        var byNumber = kind.Values.ToDictionary(value => value.Number);
        var numbers = Enumerable.Range(0, byNumber.Keys.Max() + 1).Select(number => byNumber.GetValueOrDefault(number)).ToList();
        foreach (var value in numbers)
        {
            if (ApiProtos.Comment(value?.Declaration) is { Length: > 0 } about)
            {
                source.Comment("\t", about);
            }

            source.Line(value switch
            {
                null => "\t_",
                { Number: 0 } => $"\t{name}Unspecified {name} = iota",
                _ => "\t" + option.Prefix + GoNames.Value(own, value.Name),
            });
        }

        source.Line(")");
        source.Line();
        source.Line("// EnumNames lists the names by number.");
        source.Line($"func ({name}) EnumNames() []string {{");
        List(source, "[]string", numbers.Select(value => value?.Name ?? ""), "");
        if (!option.OwnWords)
        {
            var receiver = char.ToLowerInvariant(name[0]);
            source.Line();
            source.Line($"func ({receiver} {name}) String() string {{");
            List(source, "[...]string", numbers.Select(value => GoNames.Words(own, value?.Name ?? own)), $"[{receiver}]");
        }
    }

    private static void List(GoSource source, string type, IEnumerable<string> texts, string index)
    {
        source.Line($"\treturn {type}{{");
        foreach (var text in texts)
        {
            source.Line($"\t\t\"{text}\",");
        }

        source.Line($"\t}}{index}");
        source.Line("}");
    }
}
