namespace Insurance.Cli.Tests.Logs;

public sealed class LogFilesTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);
    private readonly string _folder = Directory.CreateTempSubdirectory("logs-test-").FullName;
    private readonly HomeDirectory _home;

    public LogFilesTests()
    {
        _home = new HomeDirectory(_folder);
        Directory.CreateDirectory(_home.Logs);
    }

    private string File => _home.Log("devledger");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Read_FullFilesToo_IsInOrderAndNoMoreThanNeeded()
    {
        Write(File + ".2", 0, 1);
        Write(File + ".1", 2, 3);
        Write(File, 4, 5);

        Messages(Logs().Read(null, null)).ShouldBe([0, 1, 2, 3, 4, 5]);
        Messages(Logs().Read(null, Noon.AddMinutes(3))).ShouldBe([3, 4, 5]);
        Messages(Logs().Read(3, null)).ShouldBe([2, 3, 4, 5]);
    }

    [Fact]
    public void ReadOn_AfterALook_GivesWholeLinesOnce()
    {
        Write(File, 0);
        var logs = Logs();
        Messages(logs.Read(null, null)).ShouldBe([0]);

        System.IO.File.AppendAllText(File, Line(1) + Line(2)[..20]);
        Messages(logs.ReadOn()).ShouldBe([1]);
        System.IO.File.AppendAllText(File, Line(2)[20..]);
        Messages(logs.ReadOn()).ShouldBe([2]);
        logs.ReadOn().ShouldBeEmpty();
    }

    [Fact]
    public void ReadOn_FileBecameFull_LosesNoLine()
    {
        Write(File, 0, 1);
        var logs = Logs();
        logs.Read(null, null);

        System.IO.File.AppendAllText(File, Line(2));
        System.IO.File.Move(File, File + ".1");
        Write(File, 3);

        Messages(logs.ReadOn()).ShouldBe([2, 3]);
    }

    [Fact]
    public void Find_NameOfAnOrganization_FindsItsProcesses()
    {
        Write(File, 0);
        Write(_home.Log("gateway-AuroraMSP"), 0);
        Write(_home.Log("peer-AuroraMSP"), 0);
        Write(_home.Log("gateway-MeridianMSP"), 0);

        new LogFolder(_home).Find(["auroramsp"]).Select(log => log.Process).ShouldBe(["gateway-AuroraMSP", "peer-AuroraMSP"]);
        new LogFolder(_home).Find([]).Count.ShouldBe(4);
        Should.Throw<ConsortiumException>(() => new LogFolder(_home).Find(["gateway"])).Message.ShouldContain("gateway-MeridianMSP");
    }

    [Theory]
    [InlineData("90s", -90)]
    [InlineData("10m", -600)]
    [InlineData("2h", -7_200)]
    [InlineData("1d", -86_400)]
    [InlineData("2026-11-30", -43_200)]
    [InlineData("2026-11-30T11:00:00Z", -3_600)]
    public void Since_SpanOrMoment_IsThatMoment(string text, int seconds) =>
        LogsCommand.Since(text, new FixedTime(Noon)).ShouldBe(Noon.AddSeconds(seconds));

    [Theory]
    [InlineData("yesterday")]
    [InlineData("-5m")]
    [InlineData("5x")]
    public void Since_AnythingElse_IsRefused(string text) =>
        Should.Throw<ConsortiumException>(() => LogsCommand.Since(text, new FixedTime(Noon))).ExitCode.ShouldBe(ExitCodes.InvalidInput);

    private LogFiles Logs() => new("devledger", File);

    private static void Write(string file, params int[] numbers) => System.IO.File.WriteAllText(file, string.Concat(numbers.Select(Line)));

    private static string Line(int number) => $$"""{"Timestamp":"{{Noon.AddMinutes(number):yyyy-MM-dd'T'HH:mm:ss'Z'}}","Message":"{{number}}"}""" + "\n";

    private static IEnumerable<int> Messages(IEnumerable<LogLine> lines) => lines.Select(line => int.Parse(line.ForPeople(0)[^1..], System.Globalization.CultureInfo.InvariantCulture));
}
