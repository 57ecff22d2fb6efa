namespace Insurance.Cli.Tests.Commands;

/// <summary>No number, address or identifier is broken or left out, however narrow the terminal.</summary>
public sealed class TableLayoutTests
{
    private const string Hash = "8f2b6a0c4f1d8e7b9a3c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f809102";
    private static readonly string[] Addresses = ["localhost:17051", "localhost:17052", "localhost:17053", "localhost:17054"];

    [Fact]
    public void Write_ToAPipe_IsPlainColumnsThatAreNeverWrapped() => Written(Processes(), Screen.Endless).ShouldBe(
    [
        "process            pid    endpoint                                                         health",
        "devledger          4711   localhost:17051 localhost:17052 localhost:17053 localhost:17054  healthy",
        "gateway-AuroraMSP  47112  https://localhost:18051                                          not ready: the peer does not answer",
    ]);

    [Fact]
    public void Write_OnATerminalThatIsTooNarrow_WrapsProseBetweenWords() => Written(Processes(), new Screen(80, IsRich: true)).ShouldBe(
    [
        "╭───────────────────┬───────┬─────────────────────────────────┬────────────────╮",
        "│ process           │ pid   │ endpoint                        │ health         │",
        "├───────────────────┼───────┼─────────────────────────────────┼────────────────┤",
        "│ devledger         │ 4711  │ localhost:17051 localhost:17052 │ healthy        │",
        "│                   │       │ localhost:17053 localhost:17054 │                │",
        "│ gateway-AuroraMSP │ 47112 │ https://localhost:18051         │ not ready: the │",
        "│                   │       │                                 │ peer does not  │",
        "│                   │       │                                 │ answer         │",
        "╰───────────────────┴───────┴─────────────────────────────────┴────────────────╯",
    ]);

    [Fact]
    public void Write_OnADumbTerminal_HasNoLines()
    {
        var written = Written(Processes(), new Screen(80, IsRich: false));

        written.ShouldAllBe(line => line.All(char.IsAscii) && line.Length <= 80);
        string.Join(' ', written).Split(' ', StringSplitOptions.RemoveEmptyEntries).ShouldContain(Addresses[3]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Write_RowsThatFitNowhere_AreFieldsUnderOneAnother(bool isRich)
    {
        var table = new TextTable("block", "transaction", "time", "written by");
        table.AddRow("57", Hash, "2026-11-30T15:37:42Z", "AuroraMSP, underwriter");

        Written(table, new Screen(80, isRich)).ShouldBe(
        [
            "block: 57",
            $"  transaction: {Hash}",
            "  time: 2026-11-30T15:37:42Z   written by: AuroraMSP, underwriter",
        ]);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(40)]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(100)]
    [InlineData(132)]
    public void Write_AnyWidth_LeavesEveryWordWhole(int width)
    {
        foreach (var isRich in new[] { true, false })
        {
            var words = string.Join(' ', Written(Processes(), new Screen(width, isRich))).Split(' ', StringSplitOptions.RemoveEmptyEntries);

            foreach (var word in Addresses.Concat(["gateway-AuroraMSP", "4711", "47112", "https://localhost:18051"]))
            {
                words.ShouldContain(word);
            }
        }
    }

    [Fact]
    public void AddRow_OtherNumberOfCells_IsRefused() => Should.Throw<ArgumentException>(() => new TextTable("a", "b").AddRow("1"));

    [Theory]
    [InlineData("to be or not", 80, "to be or not")]
    [InlineData("to be or not", 5, "to be|or|not")]
    [InlineData("paid at 2026-11-30 15:37 UTC", 20, "paid at|2026-11-30 15:37 UTC")]
    [InlineData("by 2026-11-30 15:37:42 UTC or later", 10, "by|2026-11-30 15:37:42 UTC|or later")]
    [InlineData("  to be or not", 6, "  to|  be|  or|  not")]
    [InlineData("paid 12,000.00 DKK now", 16, "paid|12,000.00 DKK|now")]
    [InlineData("wrong at first (90.0 mm) and right", 20, "wrong at first|(90.0 mm) and right")]
    [InlineData("  ok     data hash: the hash", 20, "  ok     data hash:|  the hash")]
    [InlineData("at /a/very/long/path now", 8, "at|/a/very/long/path|now")]
    public void Lines_OfAText_BreakBetweenWordsOnly(string text, int width, string lines) =>
        string.Join('|', WordWrap.Lines(text, width)).ShouldBe(lines);

    private static TextTable Processes()
    {
        var table = new TextTable("process", "pid", "endpoint", "health").WithProse("endpoint", "health");
        table.AddRow("devledger", "4711", string.Join(' ', Addresses), "healthy");
        table.AddRow("gateway-AuroraMSP", "47112", "https://localhost:18051", "not ready: the peer does not answer");
        return table;
    }

    private static string[] Written(TextTable table, Screen screen)
    {
        using var written = new StringWriter();
        TableLayout.Write(table, written, screen);
        return [.. written.ToString().Split('\n').Select(line => line.TrimEnd('\r')).SkipLast(1)];
    }
}
