namespace EndToEnd.Tests.Running;

/// <summary>Which process does what, on either ledger.</summary>
public static partial class LedgerProcesses
{
    /// <summary>The process that orders transactions: on Fabric the leader among the orderers.</summary>
    public static async Task<RunningProcess> LeaderAsync(this TestConsortium consortium) =>
        consortium.Process(LedgerUnderTest.IsFabric ? await consortium.LeadingOrdererAsync() : LedgerUnderTest.DevLedger);

    /// <summary>The process that keeps an organization's ledger.</summary>
    public static RunningProcess Peer(this TestConsortium consortium, string mspId) =>
        consortium.Process(LedgerUnderTest.IsFabric ? $"peer-{mspId}" : LedgerUnderTest.DevLedger);

    /// <summary>The process that runs the insurance rules for an organization's peer.</summary>
    public static int ChaincodePid(this TestConsortium consortium, string mspId) => LedgerUnderTest.IsFabric
        ? consortium.Process($"chaincode-{mspId}").Pid
        : ProcessTable.Family([consortium.Process(LedgerUnderTest.DevLedger).Pid]).Single(process => IsInsurance(process.Pid)).Pid;

    /// <summary>The name of the orderer that leads, as soon as one does; which one, those that answer say.</summary>
    public static Task<string> LeadingOrdererAsync(this TestConsortium consortium) => Waiting.EventuallyAsync(
        async () =>
        {
            using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
            foreach (var node in FabricTools.State(consortium).GetProperty("orderer").GetProperty("nodes").EnumerateArray())
            {
                if (IsLeader().IsMatch(await MetricsAsync(http, node.GetProperty("operationsPort").GetInt32())))
                {
                    return node.GetProperty("name").GetString()!;
                }
            }

            throw new TimeoutException("No orderer leads.");
        },
        exception => exception is TimeoutException);

    private static async Task<string> MetricsAsync(HttpClient http, int port)
    {
        try
        {
            return await http.GetStringAsync($"http://127.0.0.1:{port}/metrics");
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
        {
            return "";
        }
    }

    /// <summary>By its program: the ledger may run another chaincode too, and those that keep its log come and go.</summary>
    private static bool IsInsurance(int pid) =>
        ProcessTable.CommandLine(pid).Split(' ')[0] == Path.Combine(Repository.Root, "artifacts", "chaincode", "devledger");

    [GeneratedRegex(@"^consensus_(?:etcdraft|BFT)_is_leader\{[^}]*\} 1\s*$", RegexOptions.Multiline)]
    private static partial Regex IsLeader();
}
