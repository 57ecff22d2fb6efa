namespace Insurance.Cli.Tests.Running;

/// <summary>Moving a consortium's clock.</summary>
public sealed class ConsortiumClockTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);
    private readonly HomeDirectory _home = new(Directory.CreateTempSubdirectory("insure-clock-").FullName);
    private readonly ConsortiumClock _clock;

    public ConsortiumClockTests() => _clock = new ConsortiumClock(_home, new FixedTime(Now));

    public void Dispose() => Directory.Delete(_home.Path, recursive: true);

    [Theory]
    [InlineData("30d", 30 * 86_400)]
    [InlineData("12h", 12 * 3_600)]
    [InlineData("1d12h", 36 * 3_600)]
    [InlineData("2w", 14 * 86_400)]
    [InlineData("90m", 5_400)]
    [InlineData("1s", 1)]
    [InlineData("2026-12-01", 43_200)]
    [InlineData("2026-12-01T13:00:00+01:00", 86_400)]
    [InlineData("2026-12-01T12:30Z", 88_200)]
    [InlineData("2036-11-29T00:00:00Z", 315_489_600)]
    public void Advance_Forward_IsKept(string to, long seconds)
    {
        _clock.Enable();

        _clock.Advance(to).ShouldBe(TimeSpan.FromSeconds(seconds));

        new ConsortiumClock(_home, new FixedTime(Now)).Offset.ShouldBe(TimeSpan.FromSeconds(seconds));
        _clock.Time.GetUtcNow().ShouldBe(Now.AddSeconds(seconds));
        File.GetUnixFileMode(_home.ClockOffsetFile).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public void Advance_Twice_CountsFromTheMovedClock()
    {
        _clock.Enable();
        _clock.Advance("30d");
        _clock.Advance("1d").ShouldBe(TimeSpan.FromDays(31));
    }

    [Theory]
    [InlineData("2026-11-30T12:00:00Z", "CLOCK_BACKWARDS")]
    [InlineData("2026-12-29", "CLOCK_BACKWARDS")]
    [InlineData("2001-01-01", "CLOCK_BACKWARDS")]
    [InlineData("0d", "CLOCK_BACKWARDS")]
    [InlineData("3653d", "CLOCK_TOO_FAR")]
    [InlineData("999999999w", "CLOCK_TOO_FAR")]
    [InlineData("9999-12-31", "CLOCK_TOO_FAR")]
    [InlineData("", "CLOCK_TARGET_INVALID")]
    [InlineData("30", "CLOCK_TARGET_INVALID")]
    [InlineData("-1d", "CLOCK_TARGET_INVALID")]
    [InlineData("12h1d", "CLOCK_TARGET_INVALID")]
    [InlineData("tomorrow", "CLOCK_TARGET_INVALID")]
    [InlineData("2026-13-01", "CLOCK_TARGET_INVALID")]
    [InlineData("2026-12-31T10:00:00", "CLOCK_TARGET_INVALID")]
    [InlineData("1d\n", "CLOCK_TARGET_INVALID")]
    public void Advance_BackwardsTooFarOrNoMoment_IsRefusedAndChangesNothing(string to, string code)
    {
        _clock.Enable();
        _clock.Advance("30d");

        var refused = Should.Throw<ConsortiumException>(() => _clock.Advance(to));

        refused.ExitCode.ShouldBe(ExitCodes.InvalidInput);
        refused.Message.ShouldStartWith(code);
        File.ReadAllText(_home.ClockOffsetFile).ShouldBe("2592000\n");
    }

    [Fact]
    public void Advance_NotMovable_IsRefusedAndChangesNothing()
    {
        Should.Throw<ConsortiumException>(() => _clock.Advance("1d")).Message.ShouldStartWith("CLOCK_NOT_MOVABLE");
        _clock.IsMovable.ShouldBeFalse();
        _clock.Offset.ShouldBe(TimeSpan.Zero);
        Directory.EnumerateFileSystemEntries(_home.Path).ShouldBeEmpty();
    }

    [Fact]
    public void DemandDevLedger_OnFabric_IsRefused()
    {
        ConsortiumClock.DemandDevLedger(NetworkKind.DevLedger);
        foreach (var network in new[] { NetworkKind.Fabric, NetworkKind.Docker })
        {
            Should.Throw<ConsortiumException>(() => ConsortiumClock.DemandDevLedger(network)).Message.ShouldStartWith("CLOCK_NOT_MOVABLE");
        }
    }

    [Fact]
    public void Offset_DamagedFile_IsRefused()
    {
        _clock.Enable();
        File.WriteAllText(_home.ClockOffsetFile, "soon");
        Should.Throw<ConsortiumException>(() => _clock.Advance("1d")).Message.ShouldStartWith("CLOCK_FILE_DAMAGED");
        File.ReadAllText(_home.ClockOffsetFile).ShouldBe("soon");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Render_SaysWhetherTheClockIsMovable(bool isMovable)
    {
        if (isMovable)
        {
            _clock.Enable();
        }

        var consortium = new ConsortiumText().Read();
        new ConsortiumRenderer(_home, TimeProvider.System).Render(consortium, [.. consortium.Chaincodes.Select(_ => new Insurance.Consortium.Processes.ProgramCommand("/bin/true", []))]);

        JsonNode.Parse(File.ReadAllText(_home.DevLedgerConfiguration))!["movableClock"]!.GetValue<bool>().ShouldBe(isMovable);
        var gateway = _home.GatewayConfiguration("AuroraMSP");
        var named = JsonNode.Parse(File.ReadAllText(gateway))!["Gateway"]!["MovableClock"]?.GetValue<string>();
        (named is null ? null : Path.GetFullPath(named, Path.GetDirectoryName(gateway)!)).ShouldBe(isMovable ? _home.ClockOffsetFile : null);
    }
}
