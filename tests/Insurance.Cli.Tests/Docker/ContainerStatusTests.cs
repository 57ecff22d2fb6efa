namespace Insurance.Cli.Tests.Docker;

public sealed class ContainerStatusTests
{
    [Fact]
    public void Read_AsTheEngineWritesIt_FindsEveryContainer()
    {
        const string Output =
            "4f1c\tpeer-auroramsp\t{\"Status\":\"running\",\"Running\":true,\"Pid\":4711,\"ExitCode\":0,\"Health\":{\"Status\":\"starting\",\"FailingStreak\":0,\"Log\":[]}}\n"
            + "9ab0\ttools\t{\"Status\":\"exited\",\"Running\":false,\"Pid\":0,\"ExitCode\":137}\n";

        ContainerStatus.Read(Output).ShouldBe(
        [
            new ContainerStatus("4f1c", "peer-auroramsp", "running", 4711, 0, "starting"),
            new ContainerStatus("9ab0", "tools", "exited", 0, 137, ""),
        ]);
    }

    [Theory]
    [InlineData("running", 0, "unhealthy", true)]
    [InlineData("restarting", 1, "", true)]
    [InlineData("exited", 3, "", true)]
    [InlineData("exited", 0, "", false)]
    [InlineData("running", 0, "healthy", false)]
    public void IsUnwell_IsWhatStoppedAStart(string state, int exitCode, string health, bool unwell) =>
        new ContainerStatus("id", "service", state, 1, exitCode, health).IsUnwell.ShouldBe(unwell);

    [Fact]
    public void WasKilled_OnlyWhenSignalNineEndedIt()
    {
        new ContainerStatus("id", "service", "exited", 0, 137, "").WasKilled.ShouldBeTrue();
        new ContainerStatus("id", "service", "exited", 0, 143, "").WasKilled.ShouldBeFalse();
        new ContainerStatus("id", "service", "running", 1, 137, "").WasKilled.ShouldBeFalse();
    }
}
