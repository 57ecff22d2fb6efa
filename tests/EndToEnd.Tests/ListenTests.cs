using System.Net.Security;
using System.Net.Sockets;

namespace EndToEnd.Tests;

/// <summary>A sandbox that others reach: another address than the loopback interface's usual one stands for the network.</summary>
[Trait(LedgerUnderTest.Trait, LedgerUnderTest.DevLedger)]
public sealed class ListenTests : IDisposable
{
    private const string Address = "127.0.0.2";
    private readonly TemporaryHome _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task Up_Listen_GatewaysAnswerThereUnderTheirNamesAndItIsRemembered()
    {
        try
        {
            var up = (await UpAsync("--listen", Address, "--name", "sandbox.example", "--base-port", "0")).ShouldExitWith(0);
            up.Output.ShouldContain("https://sandbox.example:");
            var ports = await PortsAsync();
            await Validates(Address, ports.Gateway, Address);
            await Validates(Address, ports.Gateway, "sandbox.example");
            await Validates(Address, ports.Gateway, "localhost");
            await Should.ThrowAsync<System.Security.Authentication.AuthenticationException>(() => Validates(Address, ports.Gateway, "other.example"));
            (await AnswersAsync("127.0.0.1", ports.Gateway)).ShouldBeFalse("the gateway listens on the named address alone");
            (await AnswersAsync(Address, ports.Peer)).ShouldBeFalse("peers are for this machine's own processes");
            (await AnswersAsync("127.0.0.1", ports.Peer)).ShouldBeTrue();
            (await InsureCommand.RunAsync("demo", "--home", _home.Path, "--flights", "4", "--losses", "2")).ShouldExitWith(0);

            // What runs is not changed under its callers.
            (await UpAsync("--listen", "127.0.0.3")).ShouldExitWith(2).Errors.ShouldContain("already run, on 127.0.0.2 as sandbox.example");
            (await UpAsync("--listen", Address, "--name", "sandbox.example")).ShouldExitWith(0);

            var certificate = Certificate();
            await DownAsync();
            (await UpAsync()).ShouldExitWith(0);
            (await PortsAsync()).ShouldBe(ports);
            Certificate().ShouldBe(certificate);
            await Validates(Address, ports.Gateway, "sandbox.example");

            await DownAsync();
            (await UpAsync("--name", "other.example")).ShouldExitWith(0);
            (await PortsAsync()).ShouldBe(ports);
            Certificate().ShouldNotBe(certificate);
            await Validates(Address, ports.Gateway, "other.example");

            await DownAsync();
            (await UpAsync("--listen", "127.0.0.1")).ShouldExitWith(0).Output.ShouldContain($"https://localhost:{ports.Gateway}");
            (await AnswersAsync(Address, ports.Gateway)).ShouldBeFalse();
            await Validates("127.0.0.1", ports.Gateway, "localhost");
        }
        finally
        {
            await InsureCommand.RunAsync("down", "--home", _home.Path);
        }
    }

    [Theory]
    [InlineData(2, "LISTEN_ADDRESS_INVALID", "--listen", "sandbox.example")]
    [InlineData(2, "NAME_INVALID", "--name", "https://sandbox.example")]
    [InlineData(3, "LISTEN_ADDRESS_UNAVAILABLE", "--listen", "203.0.113.9")]
    public async Task Up_BadAddressOrName_ChangesNothing(int code, string expected, params string[] options)
    {
        (await UpAsync([.. options, "--base-port", "0"])).ShouldExitWith(code).Errors.ShouldContain(expected);

        Directory.EnumerateFileSystemEntries(_home.Path).Select(path => Path.GetFileName(path)).Except(["lock", "clock"]).ShouldBeEmpty();
        ProcessTable.Mentioning(_home.Path).ShouldBeEmpty();
    }

    private Task<CommandResult> UpAsync(params string[] options) => InsureCommand.RunAsync(["up", "--home", _home.Path, .. options]);

    private async Task DownAsync() => (await InsureCommand.RunAsync("down", "--home", _home.Path)).ShouldExitWith(0);

    private string Certificate() => File.ReadAllText(_home.File("organizations", TestConsortium.Aurora, "gateway", "tls", "server.crt"));

    private async Task<(int Gateway, int Peer)> PortsAsync()
    {
        var processes = RunningProcess.Parse((await InsureCommand.RunAsync("status", "--home", _home.Path, "--json")).Output);
        return (
            new Uri(processes.Single(process => process.Name == $"gateway-{TestConsortium.Aurora}").Address).Port,
            int.Parse(processes.Single(process => process.Name == "devledger").Address.Split(' ')[0].Split(':')[1], System.Globalization.CultureInfo.InvariantCulture));
    }

    private static async Task<bool> AnswersAsync(string address, int port)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Parse(address), port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>A handshake with whoever listens there, called by a name as a client does.</summary>
    private async Task Validates(string address, int port, string name)
    {
        using var root = X509CertificateLoader.LoadCertificateFromFile(_home.File("organizations", TestConsortium.Aurora, "ca", "ca.crt"));
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Parse(address), port);
        await using var stream = new SslStream(client.GetStream());
        var options = TestConsortium.Trusting(root);
        options.TargetHost = name;
        await stream.AuthenticateAsClientAsync(options);
    }
}
