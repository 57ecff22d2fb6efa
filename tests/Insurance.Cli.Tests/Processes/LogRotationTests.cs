namespace Insurance.Cli.Tests.Processes;

/// <summary>The logs of started processes.</summary>
public sealed class LogRotationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("insure-logs-").FullName;

    private string Log => Path.Combine(_folder, "program.log");

    [Fact]
    public async Task Start_ProgramThatSaysLittle_HasAllOfItInOneFile()
    {
        var identity = Start("echo out; echo error >&2; exit 3");

        await EndedAsync(identity);

        File.ReadAllText(Log).ShouldBe("out\nerror\n");
        Directory.GetFiles(_folder).ShouldBe([Log]);
    }

    [Fact]
    public async Task Start_ProgramThatSaysMuch_KeepsTheLastOfItInBoundedFiles()
    {
        // 64 MB, of which four files of 8 MB are kept.
        var identity = Start("head -c 64000000 /dev/zero | tr '\\0' 'x'; echo; echo the end");

        await EndedAsync(identity);

        var files = Directory.GetFiles(_folder).Order(StringComparer.Ordinal).ToArray();
        files.ShouldBe([Log, Log + ".1", Log + ".2", Log + ".3"]);
        files.ShouldAllBe(file => new FileInfo(file).Length < LogRotation.FileBytes + (5 * 1024 * 1024));
        (File.ReadAllText(Log + ".1") + File.ReadAllText(Log)).ShouldEndWith("the end\n");
    }

    [Fact]
    public async Task Start_LogCannotBeWritten_HoldsTheProgramNotUp()
    {
        Directory.CreateDirectory(Log);
        var done = Path.Combine(_folder, "done");

        var identity = Start($"head -c 10000000 /dev/zero; touch '{done}'");

        await EndedAsync(identity);
        File.Exists(done).ShouldBeTrue();
    }

    [Fact]
    public void Begin_FormerRuns_AreKeptInTheirOrder()
    {
        for (var run = 0; run < 6; run++)
        {
            LogRotation.Begin(Log);
            File.AppendAllText(Log, $"{run}");
        }

        Directory.GetFiles(_folder).Order(StringComparer.Ordinal).Select(File.ReadAllText).ShouldBe(["5", "4", "3", "2"]);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private ProcessIdentity Start(string script) =>
        DetachedProcess.Start(new ProgramCommand("/bin/sh", ["-c", script]), [], Log, _folder, new Dictionary<string, string?>());

    private async Task EndedAsync(ProcessIdentity identity)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (identity.IsAlive || File.Exists(LogRotation.PipeOf(Log)))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), patience.Token);
        }
    }
}
