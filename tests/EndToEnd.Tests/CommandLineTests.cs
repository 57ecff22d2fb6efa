using System.Net.Sockets;

namespace EndToEnd.Tests;

/// <summary>What goes wrong before or without a running consortium: one line with cause and remedy, nothing left behind.</summary>
public sealed class CommandLineTests : IDisposable
{
    private readonly TemporaryHome _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task Up_PortInUse_NamesThePortAndItsHolderAndStartsNothing()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var port = ((IPEndPoint)listener.LocalEndPoint!).Port;

        var result = (await InsureCommand.RunAsync("up", "--home", _home.Path, "--base-port", $"{port}")).ShouldExitWith(3);

        result.Errors.ShouldContain($"{port}: peer of AuroraMSP — held by process {Environment.ProcessId}");
        result.Errors.ShouldContain("--base-port");
        ProcessTable.Mentioning(_home.Path).ShouldBeEmpty();
        (await InsureCommand.RunAsync("status", "--home", _home.Path)).ShouldExitWith(5);
    }

    [Theory]
    [Trait(LedgerUnderTest.Trait, LedgerUnderTest.None)]
    [InlineData("up", "--base-port", "80")]
    [InlineData("up", "--base-port", "many")]
    [InlineData("up", "--timeout", "0")]
    [InlineData("demo", "--flights", "-1")]
    [InlineData("demo", "--losses", "2168")]
    [InlineData("up", "--network", "ledger")]
    [InlineData("uo", "--home", "x")]
    public async Task AnyCommand_ArgumentOutsideWhatItTakes_ExitsWithTwoAndSaysWhich(string command, string option, string value)
    {
        var result = (await InsureCommand.RunAsync(command, option, value)).ShouldExitWith(2);

        result.Errors.ShouldContain(command is "uo" ? "uo" : value);
    }

    [Fact]
    public async Task DownAndStatus_NothingRuns_SayThat()
    {
        (await InsureCommand.RunAsync("down", "--home", _home.Path)).ShouldExitWith(0).Output.ShouldContain("Nothing was running");
        (await InsureCommand.RunAsync("status", "--home", _home.Path)).ShouldExitWith(5).Output.ShouldContain("insure up");
    }
}
