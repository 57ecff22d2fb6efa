using System.Collections.Concurrent;
using Fabric.Client;
using Grpc.Core;

namespace Fabric.DevLedger.Tests;

/// <summary>DevLedger as a process of its own, with its chaincode as another.</summary>
public class ProcessTests
{
    [Fact]
    public async Task Kill_InTheMiddleOfLoad_KeepsEveryAcknowledgedTransactionOnce()
    {
        using var consortium = new TestConsortium();
        var acknowledged = new ConcurrentBag<string>();
        using (var first = await LedgerProcess.StartAsync(consortium))
        {
            var contract = first.Contract();
            var load = Enumerable.Range(0, 32).Select(worker => Task.Run(async () =>
            {
                for (var i = 0; ; i++)
                {
                    var key = $"k-{worker}-{i}";
                    try
                    {
                        // Appends, so that a transaction applied twice would show.
                        await contract.SubmitAsync("append", key, "x");
                    }
                    catch (GatewayException)
                    {
                        return;
                    }

                    acknowledged.Add(key);
                }
            })).ToArray();
            while (acknowledged.Count < 300)
            {
                await Task.Yield();
            }

            await first.KillAsync();
            await Task.WhenAll(load);
        }

        using var second = await LedgerProcess.StartAsync(consortium);
        var after = second.Contract();
        await Parallel.ForEachAsync(acknowledged, async (key, _) => (await after.EvaluateAsync("get", key)).ShouldBe("x"));
        await after.SubmitAsync("append", "k-after", "x");
        await second.StopAsync();
    }

    [Fact]
    public async Task Kill_Ledger_EndsItsChaincode()
    {
        using var consortium = new TestConsortium();
        using var ledger = await LedgerProcess.StartAsync(consortium);
        using var chaincode = ledger.Chaincode();

        await ledger.KillAsync();

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await chaincode.WaitForExitAsync(patience.Token);
    }

    [Fact]
    public async Task Stop_Ledger_EndsItsChaincodeAndSucceeds()
    {
        using var consortium = new TestConsortium();
        using var ledger = await LedgerProcess.StartAsync(consortium);
        using var chaincode = ledger.Chaincode();

        (await ledger.StopAsync()).ShouldBe(0);

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await chaincode.WaitForExitAsync(patience.Token);
    }

    [Fact]
    public async Task Kill_Chaincode_FailsThenWorksAgain()
    {
        using var consortium = new TestConsortium();
        using var ledger = await LedgerProcess.StartAsync(consortium);
        var contract = ledger.Contract();
        await contract.SubmitAsync("put", "k", "before");
        using var chaincode = ledger.Chaincode();
        chaincode.Kill();
        await chaincode.WaitForExitAsync();

        var failures = new List<GatewayException>();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            patience.Token.ThrowIfCancellationRequested();
            try
            {
                await contract.SubmitAsync("put", "k", "after");
                break;
            }
            catch (EndorseException e)
            {
                failures.Add(e);
            }
        }

        failures.ShouldAllBe(failure => failure.StatusCode == StatusCode.Aborted);
        failures.SelectMany(failure => failure.Details).ShouldAllBe(detail => detail.Message.EndsWith("chaincode stream terminated", StringComparison.Ordinal));
        (await contract.EvaluateAsync("get", "k")).ShouldBe("after");
        ledger.Chaincode().Id.ShouldNotBe(chaincode.Id);
        await ledger.StopAsync();
    }

    [Fact]
    public async Task Start_ConfigurationWithSeveralFaults_NamesThemAll()
    {
        using var consortium = new TestConsortium();
        var options = consortium.Options([]);
        LedgerProcess.WriteConfiguration(consortium, options with { Channel = "Not A Channel", DataDirectory = "" });

        var (code, errors) = await LedgerProcess.RunAsync(consortium);

        code.ShouldBe(2);
        errors.ShouldContain("- dataDirectory: is missing");
        errors.ShouldContain("- channel: must begin");
        errors.ShouldContain("- chaincodes[0].command: is missing");
    }
}
