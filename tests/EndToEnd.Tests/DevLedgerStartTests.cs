namespace EndToEnd.Tests;

/// <summary>What can go wrong while DevLedger starts: one line with cause and remedy, nothing left behind.</summary>
[Trait(LedgerUnderTest.Trait, LedgerUnderTest.DevLedger)]
public sealed class DevLedgerStartTests : IDisposable
{
    private readonly TemporaryHome _home = new();

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData("INSURE_CHAINCODE")]
    [InlineData("INSURE_DEVLEDGER")]
    [InlineData("INSURE_GATEWAY")]
    public async Task Up_ProgramMissing_SaysWhichAndWhatToDo(string variable)
    {
        var environment = new Dictionary<string, string> { ["INSURE_NETWORK"] = LedgerUnderTest.DevLedger, [variable] = _home.File("nothing-here") };

        var result = (await InsureCommand.RunAsync(environment, "up", "--home", _home.Path, "--base-port", "0")).ShouldExitWith(3);

        result.Errors.ShouldContain($"{variable} names {_home.File("nothing-here")}, which does not exist; correct or unset it");
    }

    [Fact]
    public async Task Up_LedgerDiesAtStart_ShowsItsLastWordsAndStopsTheRest()
    {
        var script = _home.File("dying-ledger");
        File.WriteAllText(script, "#!/bin/sh\necho 'the disk is on fire' >&2\nexit 7\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var environment = new Dictionary<string, string> { ["INSURE_NETWORK"] = LedgerUnderTest.DevLedger, ["INSURE_DEVLEDGER"] = script };

        var result = (await InsureCommand.RunAsync(environment, "up", "--home", _home.Path, "--base-port", "0")).ShouldExitWith(4);

        result.Errors.ShouldContain("devledger ended while starting");
        result.Errors.ShouldContain("the disk is on fire");
        ProcessTable.Mentioning(_home.Path).ShouldBeEmpty();
        (await InsureCommand.RunAsync("status", "--home", _home.Path)).ShouldExitWith(5);
    }

    [Fact]
    public async Task Up_NotReadyInTime_SaysHowToWaitLongerAndStopsEverything()
    {
        var script = _home.File("sleeping-ledger");
        File.WriteAllText(script, "#!/bin/sh\nexec sleep 600\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var environment = new Dictionary<string, string> { ["INSURE_NETWORK"] = LedgerUnderTest.DevLedger, ["INSURE_DEVLEDGER"] = script };

        var result = (await InsureCommand.RunAsync(environment, "up", "--home", _home.Path, "--base-port", "0", "--timeout", "2")).ShouldExitWith(4);

        result.Errors.ShouldContain("after 2 s");
        result.Errors.ShouldContain("--timeout");
        ProcessTable.Mentioning(_home.Path).ShouldBeEmpty();
    }
}
