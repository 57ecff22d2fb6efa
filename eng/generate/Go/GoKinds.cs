namespace Generate.Go;

/// <summary>What the kinds of organizations do, for the chaincode: the rows of <see cref="KindCapabilities"/>.</summary>
internal static class GoKinds
{
    /// <summary>The text of the file in its package.</summary>
    public static (string Folder, string Text) Write()
    {
        var source = new GoSource("domain/consortium", "gateway/insurance/Insurance.Api/Access/KindCapabilities.cs");
        source.Line();
        source.Line("// kinds are the capabilities by the numbers of the kinds; those of an unspecified kind are none.");
        source.Line("var kinds = []Capabilities{");
        // As gofmt does: what follows the keys stands below each other.
        var width = KindCapabilities.All.Select(kind => $"{kind.Kind}:".Length).Append("KindUnspecified:".Length).Max();
        source.Line($"\t{"KindUnspecified:".PadRight(width)} {{}},");
        foreach (var kind in KindCapabilities.All.OrderBy(kind => kind.Kind))
        {
            var can = new[] { (kind.Writes, "Writes"), (kind.Endorses, "Endorses"), (kind.HoldsRecords, "HoldsRecords") }.Where(one => one.Item1).Select(one => $"{one.Item2}: true");
            source.Line($"\t{$"{kind.Kind}:".PadRight(width)} {{{string.Join(", ", can)}}},");
        }

        source.Line("}");
        return (source.Folder, source.ToString());
    }
}
