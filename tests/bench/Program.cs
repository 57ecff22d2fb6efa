using System.Runtime.InteropServices;
using Insurance.Bench;
using Insurance.Consortium.Failures;

Options options;
try
{
    options = Options.Parse(args);
}
catch (ArgumentException e)
{
    Console.Error.WriteLine(e.Message);
    return 2;
}

using var stop = new CancellationTokenSource();
using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}

var home = Path.Combine(Path.GetTempPath(), $"insurance-bench-{Environment.ProcessId}");
BenchConsortium started;
try
{
    started = await BenchConsortium.StartAsync(home, options, stop.Token);
}
catch (ConsortiumException e)
{
    Console.Error.WriteLine($"error: {e.Message}");
    foreach (var line in e.Details)
    {
        Console.Error.WriteLine($"  {line}");
    }

    return e.ExitCode;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    return 130;
}

await using var consortium = started;
try
{
    await MeasureAsync();
    return 0;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    Console.Error.WriteLine("stopped");
    return 130;
}

async Task MeasureAsync()
{
    Console.WriteLine($"{Environment.ProcessorCount} cores; client, ledger, chaincode and gateways on this machine");
    await new Products.ProductsClient(consortium.Gateway("underwriter")).PublishProductAsync(Business.PublishProduct(), cancellationToken: stop.Token);
    await new Parties.PartiesClient(consortium.Gateway("underwriter")).RegisterPartyAsync(Business.Holder(), cancellationToken: stop.Token);
    var devLedger = consortium.LedgerName == "DevLedger";
    if (devLedger && options.Only.Contains("ledger"))
    {
        await LedgerBench.RunAsync(consortium, options, stop.Token);
    }

    using var settlement = new SettlementBench(consortium);
    if (devLedger && (options.Only.Contains("portfolio") || options.Only.Contains("settle")))
    {
        await settlement.PrepareAsync(stop.Token);
    }

    if (devLedger && options.Only.Contains("portfolio"))
    {
        await new PortfolioBench(consortium, settlement, options).RunAsync(stop.Token);
    }

    if (devLedger && options.Only.Contains("settle"))
    {
        Console.WriteLine(FormattableString.Invariant($"Gateway: settling an event over {options.Settle:N0} policies, 500 in a page, 4 pages at once (aim 5,000/s)"));
        await settlement.RunAsync(options.Settle, stop.Token);
        Console.WriteLine("  memory: " + string.Join(", ", consortium.Memory().Select(m => FormattableString.Invariant($"{m.Name} {m.Megabytes:N0} MB"))));
    }

    if (options.Only.Contains("comparison"))
    {
        await ComparisonBench.RunAsync(consortium, options, stop.Token);
    }
}
