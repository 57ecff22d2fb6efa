namespace Insurance.Cli.Tests.Commands;

public sealed class InvocationTests
{
    [Theory]
    [InlineData("/tmp/plain-1.0_a")]
    [InlineData("/tmp/with space")]
    [InlineData("/tmp/it's")]
    [InlineData("/tmp/$HOME/`id`/*?;&|<>()[]{}\"\\!#~")]
    [InlineData("~")]
    [InlineData("")]
    [InlineData("/tmp/ærø\nline")]
    public void Quoted_AnyWord_IsThatWordToAShell(string word)
    {
        using var shell = Process.Start(new ProcessStartInfo("sh", ["-c", $"printf %s {Invocation.Quoted(word)}"]) { RedirectStandardOutput = true })!;
        shell.StandardOutput.ReadToEnd().ShouldBe(word);
        shell.WaitForExit();
    }

    [Fact]
    public void Of_DirectoryThatIsNotTheUsualOne_NamesIt() =>
        Invocation.Of("/tmp/my home", "down --wipe").ShouldEndWith("insure down --wipe --home '/tmp/my home'");

    [Fact]
    public void Of_UsualDirectory_LeavesItOut() => Invocation.Of(Path.GetFullPath(HomeDirectory.Usual), "up").ShouldEndWith("insure up");
}
