namespace EndToEnd.Tests.Running;

/// <summary>Many callers of one insurer's gateway, each registering one policyholder after the other.</summary>
public sealed class RegistrationLoad(TestConsortium consortium, string mspId = TestConsortium.Aurora)
{
    private const int Clients = 32;

    // BFT orderers of which one is behind when the leader falls silent need several views: 7 s as a rule, 114 s were seen.
    private static readonly TimeSpan LeaderChange = TimeSpan.FromMinutes(5);

    private readonly string _run = $"party-{Guid.NewGuid():N}"[..14];
    private int _number;

    /// <summary>By party: the transaction the gateway answered with.</summary>
    public ConcurrentDictionary<string, string> Acknowledged { get; } = new();

    /// <summary>Asked for, and no answer but a failure.</summary>
    public ConcurrentDictionary<string, RpcException> Unanswered { get; } = new();

    /// <summary>Asked for each time: a gateway that was started again may be elsewhere.</summary>
    private Parties.PartiesClient Client => new(consortium.Channel(mspId, "underwriter"));

    public string NewPartyId() => $"{_run}-{Interlocked.Increment(ref _number)}";

    public async Task<Party> RegisterAsync(string partyId) => await Client.RegisterPartyAsync(
        new RegisterPartyRequest
        {
            RequestId = "register-" + partyId,
            PartyId = partyId,
            PersonalData = new PersonalData { FullName = "A. Person", DateOfBirth = "1980-02-29" },
        },
        deadline: DateTime.UtcNow.AddSeconds(60));

    /// <summary>
    /// Disturbs the consortium in the middle of the load, and ends it. Callers who meet a failure stop there, so that
    /// <see cref="Unanswered"/> has at most one for each.
    /// </summary>
    /// <param name="acknowledged">How many registrations are answered before the disturbance.</param>
    /// <param name="disturb">Returns when the load may end.</param>
    public async Task RunAsync(int acknowledged, Func<Task> disturb)
    {
        using var stop = new CancellationTokenSource();
        var clients = Enumerable.Range(0, Clients).Select(_ => Task.Run(() => RegisterManyAsync(stop.Token))).ToArray();
        try
        {
            await disturb.WhenAsync(() => Acknowledged.Count >= acknowledged || clients.All(task => task.IsCompleted));
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(clients);
        }

        Acknowledged.Count.ShouldBeGreaterThanOrEqualTo(acknowledged, Unanswered.FirstOrDefault().Value?.Message);
    }

    /// <summary>
    /// What was acknowledged is on the ledger once, in the transaction that was named; what was not is there once after it is asked
    /// for again with the same request id. The ledger is read through another organization.
    /// </summary>
    public async Task ShouldBeOnTheLedgerOnceAsync()
    {
        var repeated = new ConcurrentDictionary<string, string>();
        await EachAsync(Unanswered.Keys, async partyId => repeated[partyId] = (await RegisterAgainAsync(partyId)).Registered.TransactionId);

        var ledger = new Ledger.LedgerClient(consortium.Channel(TestConsortium.Regulator, "auditor"));
        await CatchUpAsync(ledger);
        await EachAsync(Acknowledged.Concat(repeated), async item =>
        {
            var history = await ledger.GetHistoryAsync(new GetHistoryRequest { InsurerMspId = TestConsortium.Aurora, RecordType = RecordType.Party, RecordId = item.Key });
            history.Entries.Select(entry => entry.TransactionId).ShouldBe([item.Value], item.Key);
        });

        var any = Acknowledged.First().Value;
        (await ledger.VerifyTransactionAsync(new VerifyTransactionRequest { TransactionId = any })).Verified.ShouldBeTrue();
    }

    /// <summary>
    /// Asks again, with the same request id, for as long as the answer is that nobody is there to answer, or that it shall be asked again:
    /// a repetition may meet the envelopes of its own former attempts, which orderers that change their leader order late.
    /// </summary>
    public Task<Party> RegisterAgainAsync(string partyId) => Waiting.EventuallyAsync(
        () => RegisterAsync(partyId),
        exception => Waiting.IsNobodyThere(exception) || exception is RpcException { StatusCode: StatusCode.Aborted },
        LeaderChange);

    private static Task EachAsync<T>(IEnumerable<T> items, Func<T, Task> check) =>
        Parallel.ForEachAsync(items, new ParallelOptions { MaxDegreeOfParallelism = Clients }, async (item, _) => await check(item));

    private async Task CatchUpAsync(Ledger.LedgerClient behind)
    {
        var height = (await new Ledger.LedgerClient(consortium.Channel(mspId, "auditor")).GetLedgerInfoAsync(new GetLedgerInfoRequest())).Height;
        await Waiting.EventuallyAsync(
            async () => (await behind.GetLedgerInfoAsync(new GetLedgerInfoRequest())).Height >= height ? height : throw new TimeoutException("The regulator's peer is behind."),
            exception => exception is TimeoutException || Waiting.IsNobodyThere(exception));
    }

    private async Task RegisterManyAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var partyId = NewPartyId();
            try
            {
                Acknowledged[partyId] = (await RegisterAsync(partyId)).Registered.TransactionId;
            }
            catch (RpcException exception)
            {
                Unanswered[partyId] = exception;
                return;
            }
        }
    }
}
