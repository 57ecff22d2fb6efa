using System.Text.Json;
using Fabric.DevLedger;
using Fabric.DevLedger.Chaincode;
using Fabric.DevLedger.Configuration;
using Fabric.DevLedger.Storage;

const int Usage = 2;
const int Damaged = 3;
if (args is not ["--config", var path])
{
    await Console.Error.WriteLineAsync("usage: devledger --config <file.json>");
    return Usage;
}

using var loggers = LoggerFactory.Create(LedgerServer.ConfigureLogging);
try
{
    var options = OptionsReader.Read(path);
    var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
    var node = LedgerNode.Open(
        options,
        ChannelMaterial.Load(options),
        chaincode => new PipeChaincodeHost(
            chaincode.Name,
            chaincode.Command,
            chaincode.Environment,
            folder,
            TimeProvider.System,
            loggers.CreateLogger<PipeChaincodeHost>()),
        TimeProvider.System,
        loggers);
    await using var server = LedgerServer.Create(options, node);
    using var terminated = new CancellationTokenSource();
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
        return 0;
    }

    var ready = new { peers = server.Endpoints.Select(peer => new { mspId = peer.MspId, endpoint = peer.Endpoint.ToString() }) };
    Console.WriteLine("READY " + JsonSerializer.Serialize(ready));
    await server.WaitForShutdownAsync(terminated.Token);
    return 0;

    void Stop(System.Runtime.InteropServices.PosixSignalContext signal)
    {
        signal.Cancel = true;
        terminated.Cancel();
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
catch (IOException e)
{
    await Console.Error.WriteLineAsync("cannot listen: " + e.Message);
    return 1;
}
