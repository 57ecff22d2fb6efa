using System.Collections.Concurrent;
using System.Diagnostics;
using EndToEnd.Tests.Running;
using Grpc.Core;
using Insurance.V1;

namespace EndToEnd.Tests;

/// <summary>The ledger is killed in the middle of load and started again.</summary>
public sealed class CrashTests
{
    private const int AcknowledgedBeforeKill = 150;
    private const int Clients = 32;

    [Fact]
    public async Task DevLedger_KilledUnderLoad_HasEveryAcknowledgedTransactionOnceAfterRestart()
    {
        await using var consortium = await TestConsortium.StartAsync();
        var load = new Load(consortium);

        await load.RunUntilKilledAsync(() => KillAsync(consortium.DevLedger.Pid));
        await consortium.UpAsync();

        load.Acknowledged.Count.ShouldBeGreaterThanOrEqualTo(AcknowledgedBeforeKill);
        await EachAsync(load.Acknowledged, async (partyId, transactionId) =>
            (await HistoryAsync(consortium, partyId)).ShouldBe([transactionId], partyId));

        // Nobody knows what became of these; asking again with the same request id must leave each exactly once.
        load.Unanswered.ShouldNotBeEmpty("the ledger was killed while nothing was under way: the test proves nothing");
        await EachAsync(load.Unanswered, async (partyId, _) =>
        {
            var party = await load.RegisterAsync(partyId);
            (await HistoryAsync(consortium, partyId)).ShouldBe([party.Registered.TransactionId], partyId);
        });

        var any = load.Acknowledged.First().Value;
        var proof = await Ledger(consortium).VerifyTransactionAsync(new VerifyTransactionRequest { TransactionId = any });
        proof.Verified.ShouldBeTrue();
    }

    [Fact]
    public async Task Chaincode_Killed_IsStartedAgainAndWorkGoesOn()
    {
        await using var consortium = await TestConsortium.StartAsync();
        var load = new Load(consortium);
        await load.RegisterAsync("before");
        var chaincode = ProcessTable.Family([consortium.DevLedger.Pid]).Select(process => process.Pid).Single(pid => pid != consortium.DevLedger.Pid);

        await KillAsync(chaincode);

        // A call that meets the gap is refused as UNAVAILABLE; the same request succeeds once the chaincode is back.
        var deadline = DateTime.UtcNow.AddSeconds(20);
        Party? party = null;
        while (party is null)
        {
            try
            {
                party = await load.RegisterAsync("after");
            }
            catch (RpcException exception) when (DateTime.UtcNow < deadline)
            {
                exception.StatusCode.ShouldBe(StatusCode.Unavailable);
            }
        }

        (await HistoryAsync(consortium, "after")).ShouldBe([party.Registered.TransactionId]);
        (await HistoryAsync(consortium, "before")).Count.ShouldBe(1);
    }

    private static Task EachAsync(ConcurrentDictionary<string, string> items, Func<string, string, Task> check) =>
        Parallel.ForEachAsync(items, new ParallelOptions { MaxDegreeOfParallelism = Clients }, async (item, _) => await check(item.Key, item.Value));

    private static async Task<List<string>> HistoryAsync(TestConsortium consortium, string partyId)
    {
        var history = await Ledger(consortium).GetHistoryAsync(new GetHistoryRequest { RecordType = RecordType.Party, RecordId = partyId });
        return [.. history.Entries.Select(entry => entry.TransactionId)];
    }

    private static Ledger.LedgerClient Ledger(TestConsortium consortium) => new(consortium.Channel(TestConsortium.Regulator, "auditor"));

    private static async Task KillAsync(int pid)
    {
        using var process = Process.GetProcessById(pid);
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>Many callers, each registering one policyholder after the other.</summary>
    private sealed class Load(TestConsortium consortium)
    {
        private readonly Parties.PartiesClient client = new(consortium.Channel(TestConsortium.Aurora, "underwriter"));
        private int number;

        /// <summary>By party: the transaction the gateway answered with.</summary>
        public ConcurrentDictionary<string, string> Acknowledged { get; } = new();

        /// <summary>Asked for, and no answer but a failure.</summary>
        public ConcurrentDictionary<string, string> Unanswered { get; } = new();

        public async Task<Party> RegisterAsync(string partyId) => await client.RegisterPartyAsync(
            new RegisterPartyRequest
            {
                RequestId = "register-" + partyId,
                PartyId = partyId,
                PersonalData = new PersonalData { FullName = "A. Person", DateOfBirth = "1980-02-29" },
            },
            deadline: DateTime.UtcNow.AddSeconds(30));

        public async Task RunUntilKilledAsync(Func<Task> kill)
        {
            using var stop = new CancellationTokenSource();
            var clients = Enumerable.Range(0, Clients).Select(_ => Task.Run(() => RegisterManyAsync(stop.Token))).ToArray();
            await kill.WhenAsync(() => Acknowledged.Count >= AcknowledgedBeforeKill || clients.Any(task => task.IsCompleted));
            await stop.CancelAsync();
            await Task.WhenAll(clients);
        }

        private async Task RegisterManyAsync(CancellationToken stop)
        {
            while (!stop.IsCancellationRequested)
            {
                var partyId = $"party-{Interlocked.Increment(ref number)}";
                try
                {
                    Acknowledged[partyId] = (await RegisterAsync(partyId)).Registered.TransactionId;
                }
                catch (RpcException)
                {
                    Unanswered[partyId] = "";
                    return;
                }
            }
        }
    }
}
