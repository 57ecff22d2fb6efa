namespace EndToEnd.Tests.Replay;

/// <summary>What <c>insure demo --json</c> printed.</summary>
public sealed class DemoOutput(string json)
{
    public JsonElement Root { get; } = JsonDocument.Parse(json).RootElement;

    /// <summary>What a chapter, named by the first words of its title, found out.</summary>
    public string Fact(string title, string name) => Root.GetProperty("chapters").EnumerateArray()
        .Single(chapter => chapter.GetProperty("title").GetString()!.StartsWith(title, StringComparison.Ordinal))
        .GetProperty("facts").GetProperty(name).GetString()!;

    public ExpectedBook Book(string mspId, string line)
    {
        var book = Root.GetProperty("books").EnumerateArray().Single(item =>
            item.GetProperty("mspId").GetString() == mspId && item.GetProperty("line").GetString() == line);
        return new ExpectedBook(
            book.GetProperty("policies").GetInt32(),
            book.GetProperty("premium").GetInt64(),
            book.GetProperty("claims").GetInt32(),
            book.GetProperty("paidAutomatically").GetInt32(),
            book.GetProperty("decidedByHand").GetInt32(),
            book.GetProperty("paid").GetInt64());
    }
}
