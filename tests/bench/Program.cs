using Insurance.Bench;
using Insurance.Cli;
using Insurance.V1;

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
Console.CancelKeyPress += (_, e) => { e.Cancel = true; stop.Cancel(); };
var home = Path.Combine(Path.GetTempPath(), $"insurance-bench-{Environment.ProcessId}");
BenchConsortium started;
try
{
    started = await BenchConsortium.StartAsync(home, options, stop.Token);
}
catch (CliException e)
{
    Console.Error.WriteLine($"error: {e.Message}");
    foreach (var line in e.Details)
    {
        Console.Error.WriteLine($"  {line}");
    }

    return e.ExitCode;
}

await using var consortium = started;
Console.WriteLine($"{Environment.ProcessorCount} cores; client, ledger, chaincode and gateways on this machine");
await new Products.ProductsClient(consortium.Gateway("underwriter")).PublishProductAsync(Business.PublishProduct(), cancellationToken: stop.Token);
await new Parties.PartiesClient(consortium.Gateway("underwriter")).RegisterPartyAsync(Business.Holder(), cancellationToken: stop.Token);
if (consortium.LedgerName == "DevLedger")
{
    await LedgerBench.RunAsync(consortium, options, stop.Token);
    await PortfolioBench.RunAsync(consortium, options, stop.Token);
}

await ComparisonBench.RunAsync(consortium, options, stop.Token);
return 0;
