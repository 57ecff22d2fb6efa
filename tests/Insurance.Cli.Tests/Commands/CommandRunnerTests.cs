namespace Insurance.Cli.Tests.Commands;

public sealed class CommandRunnerTests
{
    private static readonly CommandOutput Output = new(isJson: false, new TextPage(TextWriter.Null, Screen.Endless));

    [Fact]
    public async Task RunAsync_FullDiskInSeveralThingsAtOnce_IsTheMachinesFault()
    {
        var code = await CommandRunner.RunAsync(Output, _ =>
        {
            Parallel.For(0, 4, number => throw new IOException($"No space left on device : '{number}'"));
            return Task.FromResult(ExitCodes.Success);
        });

        code.ShouldBe(ExitCodes.Environment);
    }

    [Fact]
    public async Task RunAsync_RefusalInOneOfSeveralThings_KeepsItsCode()
    {
        var code = await CommandRunner.RunAsync(Output, _ => throw new AggregateException(new ConsortiumException(ExitCodes.InvalidInput, "no"), new IOException("no")));

        code.ShouldBe(ExitCodes.InvalidInput);
    }

    [Fact]
    public async Task RunAsync_FaultOfTheProgram_IsNotTheMachines()
    {
        var code = await CommandRunner.RunAsync(Output, _ => throw new AggregateException(new IOException("no"), new InvalidOperationException("no")));

        code.ShouldBe(ExitCodes.Failure);
    }
}
