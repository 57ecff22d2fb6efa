namespace EndToEnd.Tests.Disturbed;

/// <summary>Up, down and what lies between.</summary>
public sealed class LifecycleTests(DisturbedFixture fixture) : DisturbingTests(fixture)
{
    /// <summary>DevLedger starts its chaincode itself; on Fabric there are three orderers, and a peer and a chaincode server for each of four.</summary>
    private static readonly int LedgerProcessCount = LedgerUnderTest.IsFabric ? 3 + 4 + 4 : 1;
    private static readonly int ChildCount = LedgerUnderTest.IsFabric ? 0 : 1;

    [Fact]
    public async Task Up_Twice_TheSecondSaysAlreadyUpAndStartsNothing()
    {
        var before = Consortium.Processes;

        var second = await Consortium.UpAsync();

        second.Output.ShouldContain("already up");
        Consortium.Processes.Select(process => process.Pid).ShouldBe(before.Select(process => process.Pid));
    }

    [Fact]
    public async Task Up_KeysAndSecrets_CanBeReadByTheirOwnerOnly()
    {

        var keys = Directory.EnumerateFiles(Consortium.Home, "*", SearchOption.AllDirectories)
            .Where(path => path.EndsWith(".key", StringComparison.Ordinal) || path.Contains("keystore", StringComparison.Ordinal))
            .ToList();

        keys.Count.ShouldBeGreaterThan(30);
        keys.ShouldAllBe(path => File.GetUnixFileMode(path) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
        Directory.EnumerateFiles(Consortium.Home, "*", SearchOption.AllDirectories)
            .Except(keys)
            .Where(path => !Path.GetFileName(path).Equals("lock", StringComparison.OrdinalIgnoreCase))
            .Where(path => new FileInfo(path).Length < 100_000 && File.ReadAllText(path).Contains("PRIVATE KEY", StringComparison.Ordinal))
            .ShouldBeEmpty("a private key lies in a file that others may read");
    }

    [Fact]
    public async Task Down_AfterUp_LeavesNoProcessAndKeepsTheLedger()
    {
        var book = await new InsurerBook(Fixture).OpenAsync();
        var request = new GetPolicyRequest { PolicyId = (await book.BindAsync()).PolicyId };
        var policy = await book.Policies.GetPolicyAsync(request);
        var height = Consortium.Processes.Max(process => process.LedgerHeight);
        var authority = File.ReadAllText(Consortium.CaCertificate(TestConsortium.Aurora));
        var family = ProcessTable.Family(Consortium.Processes.Select(process => process.Pid));

        // And the keepers of their logs, one or two processes each at a time.
        family.Count.ShouldBeGreaterThanOrEqualTo(LedgerProcessCount + ChildCount + 4, "the ledger and four gateways");

        var down = (await InsureCommand.RunAsync("down", "--home", Consortium.Home)).ShouldExitWith(0);

        down.Output.ShouldContain($"Stopped {LedgerProcessCount + 4} processes");
        down.Output.ShouldNotContain("killed");
        ProcessTable.StillAlive(family).ShouldBeEmpty();
        await Consortium.UpAsync();

        // Gateways may finish at once what an earlier test left unfinished.
        Consortium.Processes.Max(process => process.LedgerHeight).ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(height!.Value);
        (await book.Policies.GetPolicyAsync(request)).ShouldBe(policy);
        File.ReadAllText(Consortium.CaCertificate(TestConsortium.Aurora)).ShouldBe(authority);
    }

    [Fact]
    public async Task Down_Wipe_RemovesLedgerAndCertificates()
    {
        await using var consortium = await TestConsortium.StartAsync();

        (await InsureCommand.RunAsync("down", "--home", consortium.Home, "--wipe")).ShouldExitWith(0);

        Directory.Exists(Path.Combine(consortium.Home, "ledger")).ShouldBeFalse();
        Directory.Exists(Path.Combine(consortium.Home, "organizations")).ShouldBeFalse();
    }

    [Fact]
    public async Task Up_OneGatewayDied_PutsItBackAndLeavesTheOthers()
    {
        var before = Consortium.Processes;
        var victim = before.Single(process => process.Name == $"gateway-{TestConsortium.Meridian}");
        await Signals.KillAsync(victim.Pid);

        (await InsureCommand.RunAsync("status", "--home", Consortium.Home)).ShouldExitWith(5).Output.ShouldContain("not running");
        await Consortium.UpAsync();

        Consortium.Processes.Single(process => process.Name == victim.Name).Address.ShouldBe(victim.Address);
        Consortium.Processes.Where(process => process.Name != victim.Name).Select(process => process.Pid).Order()
            .ShouldBe(before.Where(process => process.Name != victim.Name).Select(process => process.Pid).Order());
    }

    [Fact]
    public async Task Demo_NothingRuns_StartsAndStopsTheConsortium()
    {
        using var home = new TemporaryHome();

        var result = (await InsureCommand.RunAsync("demo", "--home", home.Path, "--base-port", "0", "--flights", "3", "--losses", "3", "--json")).ShouldExitWith(0);

        using var json = System.Text.Json.JsonDocument.Parse(result.Output);
        json.RootElement.GetProperty("firstPayoutMilliseconds").GetDouble().ShouldBeGreaterThan(0);
        ProcessTable.Mentioning(home.Path).ShouldBeEmpty();
        (await InsureCommand.RunAsync("status", "--home", home.Path)).ShouldExitWith(5);
    }

    [Theory]
    [InlineData("-TERM", 0)]
    [InlineData("-TERM", 700)]
    [InlineData("-INT", 0)]
    [InlineData("-INT", 300)]
    public async Task Up_InterruptedWhileStarting_StopsWhatItStarted(string signal, int millisecondsLater)
    {
        if (signal == "-INT" && ProcessTable.IgnoresInterrupt())
        {
            // A test run in the background of a script: such a process and all it starts ignore Ctrl-C, as they should.
            signal = "-TERM";
        }

        // On a quick machine the start may be done before the signal comes.
        while (!await IsInterruptedAsync(signal, millisecondsLater))
        {
            millisecondsLater.ShouldBeGreaterThan(0, "a start is not done as soon as its processes run");
            millisecondsLater /= 2;
        }
    }

    private static async Task<bool> IsInterruptedAsync(string signal, int millisecondsLater)
    {
        using var home = new TemporaryHome();
        using var up = InsureCommand.Start(new Dictionary<string, string>(), "up", "--home", home.Path, "--base-port", "0");
        var errors = up.StandardError;
        // The line after which there is something to clean up.
        while (await errors.ReadLineAsync() is { } line && !line.Contains("waiting until they answer", StringComparison.Ordinal))
        {
        }

        // At whatever moment of the start the signal comes.
        await Task.Delay(millisecondsLater);
        using (var interrupt = Process.Start("kill", [signal, $"{up.Id}"]))
        {
            await interrupt.WaitForExitAsync();
        }

        await up.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromMinutes(1)).Token);

        var left = ProcessTable.Mentioning(home.Path);
        await InsureCommand.RunAsync("down", "--home", home.Path);
        if (up.ExitCode == 0)
        {
            left.ShouldNotBeEmpty("it had started everything");
            return false;
        }

        up.ExitCode.ShouldBe(130);
        left.ShouldBeEmpty();
        return true;
    }
}
