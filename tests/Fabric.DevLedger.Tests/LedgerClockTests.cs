using Fabric.Client;

namespace Fabric.DevLedger.Tests;

/// <summary>The clock that can be moved, for development.</summary>
public sealed class LedgerClockTests : IDisposable
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(30);
    private readonly string _folder = Directory.CreateTempSubdirectory("devledger-clock-").FullName;

    private string OffsetFile => LedgerClock.PathIn(_folder);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Open_Movable_MakesTheFileAndFollowsItForwardOnly()
    {
        using var clock = Open(isMovable: true);
        File.ReadAllText(OffsetFile).ShouldBe("0\n");
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(OffsetFile).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        Ahead(clock).ShouldBe(TimeSpan.Zero, Tolerance);

        File.WriteAllText(OffsetFile, "2592000\n");
        Ahead(clock).ShouldBe(TimeSpan.FromDays(30), Tolerance);

        foreach (var damage in new[] { "60\n", "", "x", "-1\n", "99999999999\n" })
        {
            File.WriteAllText(OffsetFile, damage);
            Ahead(clock).ShouldBe(TimeSpan.FromDays(30), Tolerance, damage);
        }
    }

    [Fact]
    public void Open_MovedBefore_IsWhereItWas()
    {
        File.WriteAllText(OffsetFile, "86400\n");
        using var clock = Open(isMovable: true);
        Ahead(clock).ShouldBe(TimeSpan.FromDays(1), Tolerance);
    }

    [Fact]
    public void Open_MovedBeforeAndNotMovableNow_IsRefused()
    {
        File.WriteAllText(OffsetFile, "86400\n");
        Should.Throw<InvalidConfigurationException>(() => Open(isMovable: false)).Message.ShouldContain("CLOCK_WAS_MOVED");
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("tomorrow", true)]
    [InlineData("-60\n", false)]
    [InlineData("315705601\n", true)]
    public void Open_DamagedFile_IsRefused(string content, bool isMovable)
    {
        File.WriteAllText(OffsetFile, content);
        Should.Throw<InvalidConfigurationException>(() => Open(isMovable)).Message.ShouldContain("CLOCK_FILE_DAMAGED");
        File.ReadAllText(OffsetFile).ShouldBe(content);
    }

    [Fact]
    public void Open_NotMovable_IsTheMachinesClockAndLeavesNoFile()
    {
        using var clock = Open(isMovable: false);
        clock.Time.ShouldBeSameAs(TimeProvider.System);
        File.Exists(OffsetFile).ShouldBeFalse();
    }

    [Fact]
    public void Environment_OfAChaincode_NamesTheFileWhereTheClockIsMovable()
    {
        using var consortium = new TestConsortium();
        var options = consortium.Options(["unused"]);
        options.EnvironmentOf(options.Chaincodes[0]).ShouldBeEmpty();
        var movable = options with { MovableClock = true };
        movable.EnvironmentOf(options.Chaincodes[0]).ShouldBe(
            new Dictionary<string, string> { ["DEVLEDGER_CLOCK"] = Path.Combine(options.DataDirectory, "clock-offset") });
    }

    [Fact]
    public async Task Blocks_AskedForByTheMovedClockOrTheMachines_AreDelivered()
    {
        await using var ledger = await TestLedger.StartAsync(movableClock: true);
        await ledger.Contract().SubmitAsync("put", "k", "v");
        var path = LedgerClock.PathIn(Path.GetDirectoryName(ledger.Consortium.LedgerPath)!);

        (await CanReadAsync(ledger, TimeSpan.FromDays(30))).ShouldBeFalse();
        File.WriteAllText(path, "2592000\n");

        (await CanReadAsync(ledger, TimeSpan.FromDays(30))).ShouldBeTrue();
        (await CanReadAsync(ledger, TimeSpan.Zero)).ShouldBeTrue();
        (await CanReadAsync(ledger, TimeSpan.FromDays(31))).ShouldBeFalse();
        (await CanReadAsync(ledger, TimeSpan.FromDays(15))).ShouldBeFalse();
    }

    private static TimeSpan Ahead(LedgerClock clock) => clock.Time.GetUtcNow() - TimeProvider.System.GetUtcNow();

    private static async Task<bool> CanReadAsync(TestLedger ledger, TimeSpan ahead)
    {
        var network = ledger.Network(0, ledger.Consortium.Organizations[0].User() with { TimeProvider = new Shifted(ahead) });
        try
        {
            await foreach (var _ in network.GetBlockEventsAsync(new EventOptions { StartBlock = 0 }, new CancellationTokenSource(TimeSpan.FromSeconds(20)).Token))
            {
                return true;
            }
        }
        catch (GatewayException)
        {
        }

        return false;
    }

    private LedgerClock Open(bool isMovable) => LedgerClock.Open(_folder, isMovable, TimeProvider.System, NullLogger.Instance);

    private sealed class Shifted(TimeSpan ahead) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + ahead;
    }
}
