namespace Insurance.Gateway.Tests.Support;

/// <summary>The documentation, as it is in the repository.</summary>
internal static class Documents
{
    /// <summary>A page of docs/.</summary>
    public static string Read(string name) => File.ReadAllText(Path.Combine(SourceTree.Root, "docs", name));

    /// <summary>What stands on a page between a comment and the one that ends it.</summary>
    public static string Section(string name, string comment)
    {
        var text = Read(name);
        var begin = $"<!-- {comment} -->\n";
        var from = text.IndexOf(begin, StringComparison.Ordinal);
        from.ShouldBeGreaterThan(0, $"{name} has no comment '{comment}'");
        var to = text.IndexOf("\n<!-- end -->", from, StringComparison.Ordinal);
        return text[(from + begin.Length)..to];
    }
}
