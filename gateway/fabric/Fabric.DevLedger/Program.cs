using System.Text.Json;
using Fabric.DevLedger;
using Fabric.DevLedger.Commands;

const int Unavailable = 1;
const int Usage = 2;
const int Damaged = 3;
if (args is ["--version"])
{
    Console.WriteLine(Versions.ProgramVersion.Full);
    return 0;
}

var command = LedgerCommand.Parse(args);
var backup = LedgerBackupCommand.Parse(args);
if (command is null && backup is null && args is not ["--config", _])
{
    await Console.Error.WriteLineAsync(LedgerCommand.Usage);
    return Usage;
}

// SIGXFSZ: a file that may not grow (LimitFSIZE=) is as a disk that is full, and does not end the process.
const int FileSizeSignal = 25;
using var fileSize = OperatingSystem.IsWindows() ? null : System.Runtime.InteropServices.PosixSignalRegistration.Create(
    (System.Runtime.InteropServices.PosixSignal)FileSizeSignal, context => context.Cancel = true);
using var loggers = LoggerFactory.Create(LedgerServer.ConfigureLogging);
try
{
    if (backup is { } folders)
    {
        LedgerBackupCommand.Run(folders.Ledger, folders.Destination, Console.Out);
        return 0;
    }

    var path = command?.Configuration ?? args[1];
    var options = OptionsReader.Read(path);
    if (command is { } asked)
    {
        Console.WriteLine(LedgerCommand.Run(asked.Run, options, loggers));
        return 0;
    }

    var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
    var node = LedgerNode.Open(
        options,
        ChannelMaterial.Load(options),
        chaincode => new PipeChaincodeHost(
            chaincode.Name,
            chaincode.Command,
            options.EnvironmentOf(chaincode),
            folder,
            TimeProvider.System,
            loggers.CreateLogger<PipeChaincodeHost>()),
        TimeProvider.System,
        loggers);
    await using var server = LedgerServer.Create(options, node);
    using var terminated = new CancellationTokenSource();
    using var damaged = node.Alarm.Raised.Register(terminated.Cancel);
    using var term = System.Runtime.InteropServices.PosixSignalRegistration.Create(
        System.Runtime.InteropServices.PosixSignal.SIGTERM, signal => Stop(signal));
    using var interrupt = System.Runtime.InteropServices.PosixSignalRegistration.Create(
        System.Runtime.InteropServices.PosixSignal.SIGINT, signal => Stop(signal));
    try
    {
        await server.StartAsync(terminated.Token);
    }
    catch (OperationCanceledException) when (terminated.IsCancellationRequested)
    {
        return await EndedAsync();
    }

    var ready = new { peers = server.Endpoints.Select(peer => new { mspId = peer.MspId, endpoint = peer.Endpoint.ToString() }) };
    Console.WriteLine("READY " + JsonSerializer.Serialize(ready));
    await server.WaitForShutdownAsync(terminated.Token);
    return await EndedAsync();

    void Stop(System.Runtime.InteropServices.PosixSignalContext signal)
    {
        signal.Cancel = true;
        terminated.Cancel();
    }

    async Task<int> EndedAsync()
    {
        if (node.Alarm.Message is not { } damage)
        {
            return 0;
        }

        await Console.Error.WriteLineAsync(damage);
        return Damaged;
    }
}
catch (InvalidConfigurationException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return Usage;
}
catch (LedgerDamagedException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return Damaged;
}
catch (SqliteException e)
{
    await Console.Error.WriteLineAsync("the ledger cannot be opened: " + e.Message);
    return Unavailable;
}
catch (IOException e)
{
    await Console.Error.WriteLineAsync("cannot start: " + e.Message);
    return Unavailable;
}

// The SDK would make it public.
internal partial class Program;
