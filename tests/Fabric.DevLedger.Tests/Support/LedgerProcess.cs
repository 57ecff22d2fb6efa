using System.Diagnostics;
using System.Text.Json;
using Fabric.Client;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;

namespace Fabric.DevLedger.Tests.Support;

/// <summary>A DevLedger process; this test assembly is its chaincode.</summary>
internal sealed class LedgerProcess : IDisposable
{
    private const string Ready = "READY ";

    private readonly Process _process;
    private readonly TestConsortium _consortium;
    private readonly string _endpoint;
    private readonly List<IDisposable> _open = [];

    private LedgerProcess(Process process, TestConsortium consortium, string endpoint)
    {
        _process = process;
        _consortium = consortium;
        _endpoint = endpoint;
    }

    private static string ChaincodeAssembly => typeof(LedgerProcess).Assembly.Location;

    /// <summary>Its process id.</summary>
    public int Id => _process.Id;

    public static async Task<LedgerProcess> StartAsync(TestConsortium consortium, string? dataDirectory = null)
    {
        var options = consortium.Options(["dotnet", ChaincodeAssembly, "chaincode"]);
        WriteConfiguration(consortium, options with { DataDirectory = dataDirectory ?? options.DataDirectory });
        var process = Launch(consortium);
        var errors = CollectErrorsAsync(process);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var line = await process.StandardOutput.ReadLineAsync(patience.Token);
        if (line?.StartsWith(Ready, StringComparison.Ordinal) != true)
        {
            process.Kill();
            throw new InvalidOperationException($"DevLedger said \"{line}\"\n{await errors}");
        }

        var peers = JsonDocument.Parse(line[Ready.Length..]).RootElement.GetProperty("peers");
        return new LedgerProcess(process, consortium, peers[0].GetProperty("endpoint").GetString()!);
    }

    public static void WriteConfiguration(TestConsortium consortium, DevLedgerOptions options) =>
        File.WriteAllText(consortium.ConfigurationPath, JsonSerializer.Serialize(options, new JsonSerializerOptions(JsonSerializerDefaults.Web)));

    /// <summary>Runs to the end; the exit code and what went to standard error.</summary>
    public static async Task<(int Code, string Errors)> RunAsync(TestConsortium consortium)
    {
        var (code, _, errors) = await RunAsync(consortium, []);
        return (code, errors);
    }

    /// <summary>Runs a command to the end; the exit code and what went to standard output and error.</summary>
    public static async Task<(int Code, string Output, string Errors)> RunAsync(TestConsortium consortium, IReadOnlyList<string> command)
    {
        using var process = Launch(consortium, command);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, errors);
    }

    /// <summary>What is wrong with the ledger by its own word; null when it serves.</summary>
    public async Task<string?> ProblemAsync()
    {
        using var channel = GrpcChannel.ForAddress($"http://{_endpoint}");
        using var call = new Health.HealthClient(channel).CheckAsync(new HealthCheckRequest());
        var headers = await call.ResponseHeadersAsync;
        return (await call.ResponseAsync).Status == HealthCheckResponse.Types.ServingStatus.Serving
            ? null
            : headers.GetValue("ledger-problem");
    }

    public Contract Contract()
    {
        var channel = GrpcChannel.ForAddress($"http://{_endpoint}");
        var gateway = FabricGateway.Connect(channel, _consortium.Organizations[0].User());
        _open.Add(gateway);
        _open.Add(channel);
        return gateway.GetNetwork(TestConsortium.Channel).GetContract(TestConsortium.Chaincode);
    }

    /// <summary>The chaincode process that runs now.</summary>
    public Process Chaincode() => Process.GetProcesses().Single(candidate => ParentOf(candidate.Id) == _process.Id);

    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: false);
        await _process.WaitForExitAsync();
    }

    /// <summary>Asks it to stop, as a service manager does.</summary>
    public async Task<int> StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await _process.WaitForExitAsync(patience.Token);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        _open.ForEach(open => open.Dispose());
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    // A file that would grow beyond a limit is to be an error and no signal, as it is where a disk is full.
    private static Process Launch(TestConsortium consortium, IReadOnlyList<string>? command = null) => Process.Start(new ProcessStartInfo(
        "/bin/sh",
        [
            "-c", "trap '' XFSZ; exec dotnet \"$@\"", "sh",
            // The native SQLite library lies where this assembly's dependency file says, not devledger's own.
            "exec",
            "--depsfile", Path.ChangeExtension(ChaincodeAssembly, ".deps.json"),
            "--runtimeconfig", Path.Combine(AppContext.BaseDirectory, "devledger.runtimeconfig.json"),
            Path.Combine(AppContext.BaseDirectory, "devledger.dll"),
            .. command ?? [],
            "--config", consortium.ConfigurationPath,
        ])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    private static async Task<string> CollectErrorsAsync(Process process)
    {
        var text = new StringBuilder();
        while (await process.StandardError.ReadLineAsync() is { } line)
        {
            text.AppendLine(line);
        }

        return text.ToString();
    }

    private static int ParentOf(int process)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 4)..].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
