namespace EndToEnd.Tests;

/// <summary>What <c>up</c>, <c>status</c> and <c>demo</c> print into a pipe and on a terminal of 80 columns.</summary>
[Trait(LedgerUnderTest.Trait, LedgerUnderTest.DevLedger)]
public sealed partial class RecordedRunsTests : IAsyncLifetime, IDisposable
{
    // Of five losses one is looked at by a person: it is the one that is explained.
    private static readonly string[] Demo = ["demo", "--flights", "5", "--losses", "5", "--keep"];
    private readonly TemporaryHome _home = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => InsureCommand.RunAsync("down", "--home", _home.Path);

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task Commands_IntoAPipe_PrintPlainLinesThatAreNotWrapped()
    {
        var up = await PipedAsync("up", "--base-port", "0");
        var status = await WhenHealthyAsync(() => PipedAsync("status"));
        var demo = await PipedAsync(Demo);

        foreach (var output in new[] { up, status, demo })
        {
            Terminal.HasEscapes(output).ShouldBeFalse();
            output.ShouldNotContain('│');
            output.ShouldNotContain('─');
        }

        // All of the ledger's addresses, however many: in one line.
        status.Split('\n').Single(line => line.StartsWith("devledger", StringComparison.Ordinal)).Split("localhost:").Length.ShouldBe(5);
        Compare(Terminal.Seen(up), "up.piped");
        Compare(Terminal.Seen(status), "status.piped");
        Compare(Terminal.Seen(demo), "demo.piped");
    }

    [Fact]
    public async Task Commands_OnATerminalOf80Columns_BreakNoWord()
    {
        var up = await OnTerminalAsync("xterm-256color", "up", "--base-port", "0");
        var status = await WhenHealthyAsync(() => OnTerminalAsync("xterm-256color", "status"));
        var dumb = await WhenHealthyAsync(() => OnTerminalAsync("dumb", "status"));
        using var json = JsonDocument.Parse(await WhenHealthyAsync(() => PipedAsync("status", "--json")));
        var demo = await OnTerminalAsync("xterm-256color", Demo);

        Terminal.HasEscapes(demo).ShouldBeTrue();
        Terminal.HasEscapes(dumb).ShouldBeFalse();
        Terminal.Seen(dumb).ShouldAllBe(line => line.All(char.IsAscii));
        // Commands to copy are as long as they are.
        Terminal.Seen(status).Concat(Terminal.Seen(dumb)).Concat(Terminal.Seen(demo)).ShouldAllBe(line => line.Length <= Terminal.Columns);
        foreach (var process in json.RootElement.GetProperty("processes").EnumerateArray())
        {
            string[] whole = [process.GetProperty("name").GetString()!, $"{process.GetProperty("pid").GetInt32()}", .. process.GetProperty("address").GetString()!.Split(' ')];
            foreach (var output in new[] { status, dumb })
            {
                whole.ShouldBeSubsetOf(Words().Split(string.Join(' ', Terminal.Seen(output))));
            }
        }

        Compare(Terminal.Seen(up), "up.80");
        Compare(Terminal.Seen(status), "status.80");
        Compare(Terminal.Seen(dumb), "status.dumb");
        Compare(Terminal.Unwrapped(Terminal.Seen(demo)), "demo.80");
    }

    private void Compare(IReadOnlyList<string> lines, string name) => Recording.ShouldBeAsRecorded(
        lines,
        name,
        [(_home.Path, "<home>"), (Repository.Root, "<root>"), .. Run(lines).Select(run => (run, "<run>"))]);

    private static IEnumerable<string> Run(IEnumerable<string> lines) =>
        lines.Select(line => RunId().Match(line)).Where(match => match.Success).Select(match => match.Groups[1].Value).Take(1);

    // On a machine that does much else an answer may take longer than a look at it.
    private static Task<string> WhenHealthyAsync(Func<Task<string>> status) => Waiting.EventuallyAsync(status, _ => true);

    private async Task<string> PipedAsync(params string[] arguments) =>
        (await InsureCommand.RunAsync([.. arguments, "--home", _home.Path])).ShouldExitWith(0).Output;

    private async Task<string> OnTerminalAsync(string kind, params string[] arguments) =>
        (await Terminal.RunAsync(kind, [.. arguments, "--home", _home.Path])).ShouldExitWith(0).Output;

    [GeneratedRegex(@"\bclaim-fire-\d{4}-([0-9a-z]+)\b", RegexOptions.CultureInvariant)]
    private static partial Regex RunId();

    [GeneratedRegex("[ │]+", RegexOptions.CultureInvariant)]
    private static partial Regex Words();
}
