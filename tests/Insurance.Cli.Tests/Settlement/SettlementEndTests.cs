using Insurance.V1;

namespace Insurance.Cli.Tests.Settlement;

/// <summary>A settlement that is finished is reported, whatever becomes of the search for subjects that nobody reports on.</summary>
public sealed class SettlementEndTests
{
    private const string Unknown = "the event is settled, but who reports on what cannot be known";
    private readonly StringWriter _written = new();
    private readonly List<string> _warnings = [];
    private readonly SettlementTotals _totals = new() { Policies = 7 };

    [Fact]
    public async Task FinishAsync_SubjectsCannotBeKnown_PrintsTheTableAndWarns()
    {
        await FinishAsync(isJson: false, _ => throw new ConsortiumException(ExitCodes.Failure, Unknown));

        _written.ToString().Split('\n')[1].ShouldStartWith("7 ");
        _warnings.ShouldBe([Unknown]);
    }

    [Fact]
    public async Task FinishAsync_SubjectsCannotBeKnownToAProgram_PrintsTheTotalsAndTheWarning()
    {
        await FinishAsync(isJson: true, _ => throw new ConsortiumException(ExitCodes.Failure, Unknown));

        using var document = JsonDocument.Parse(_written.ToString());
        document.RootElement.GetProperty("policies").GetInt32().ShouldBe(7);
        document.RootElement.GetProperty("unreported").ValueKind.ShouldBe(JsonValueKind.Null);
        document.RootElement.GetProperty("warning").GetString().ShouldBe(Unknown);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task FinishAsync_Interrupted_HasPrintedTheTotals(bool isJson)
    {
        await Should.ThrowAsync<OperationCanceledException>(() => FinishAsync(isJson, _ => throw new OperationCanceledException()));

        _written.ToString().ShouldContain("7");
        _warnings.Count.ShouldBe(1);
    }

    [Fact]
    public async Task FinishAsync_SubjectUnreported_IsListedAndWarnedOf()
    {
        await FinishAsync(isJson: true, _ => Task.FromResult<IReadOnlyList<InsuredSubject>>([new InsuredSubject { Subject = "AA l", PolicyId = "p-1" }]));

        using var document = JsonDocument.Parse(_written.ToString());
        document.RootElement.GetProperty("unreported")[0].GetProperty("subject").GetString().ShouldBe("AA l");
        _warnings.Single().ShouldStartWith("SUBJECT_UNREPORTED");
    }

    private Task FinishAsync(bool isJson, Func<CancellationToken, Task<IReadOnlyList<InsuredSubject>>> find) => SettleCommand.FinishAsync(
        _totals, 1.5, find, new CommandOutput(isJson, new TextPage(_written, Screen.Endless)), _warnings.Add, CancellationToken.None);
}
