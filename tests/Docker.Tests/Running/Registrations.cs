using System.Collections.Concurrent;
using Grpc.Core;
using Insurance.V1;

namespace Docker.Tests.Running;

/// <summary>Policyholders registered through both insurers' gateways while things break, and looked for afterwards.</summary>
public sealed class Registrations(TestConsortium consortium)
{
    private const int Workers = 6;
    private const int Growth = 20;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly string[] Insurers = [TestConsortium.Aurora, TestConsortium.Meridian];
    private static readonly string[] Organizations = [.. Insurers, TestConsortium.Reinsurer, TestConsortium.Regulator];

    private readonly string _run = $"party-{Guid.NewGuid():N}"[..14];
    private readonly ConcurrentQueue<(string Insurer, string PartyId, string TransactionId)> _acknowledged = new();

    /// <summary>
    /// Registers until <paramref name="meanwhile"/> is done. A request without an answer is sent again as it is until it has one;
    /// a refusal, or none in two minutes, is a failure.
    /// </summary>
    public async Task RunAsync(Func<Task> meanwhile)
    {
        using var stop = new CancellationTokenSource();
        var workers = Enumerable.Range(0, Workers).Select(worker => Task.Run(() => RegisterManyAsync(worker, stop.Token))).ToArray();
        try
        {
            await GrowAsync();
            await meanwhile();
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(workers).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await Task.WhenAll(workers);
    }

    /// <summary>Returns when some more have been acknowledged.</summary>
    public async Task GrowAsync()
    {
        var aim = _acknowledged.Count + Growth;
        await Waiting.EventuallyAsync(
            () => _acknowledged.Count >= aim ? Task.FromResult(aim) : throw new TimeoutException($"Registrations are stuck at {_acknowledged.Count}; {aim} were to be reached."),
            exception => exception is TimeoutException,
            Patience);
    }

    /// <summary>Every organization has what was acknowledged, once, in the transaction that was named; its insurer has the person's data.</summary>
    public async Task ShouldBeEverywhereOnceAsync()
    {
        _acknowledged.Count.ShouldBeGreaterThanOrEqualTo(Growth);
        await Parallel.ForEachAsync(_acknowledged, new ParallelOptions { MaxDegreeOfParallelism = 2 * Workers }, async (item, _) =>
        {
            var (insurer, partyId, transactionId) = item;
            var person = await AnsweredAsync(() => Parties(insurer).GetPersonalDataAsync(new GetPersonalDataRequest { PartyId = partyId, Purpose = Purpose.Contract }).ResponseAsync);
            person.PersonalData.FullName.ShouldBe(partyId);
            foreach (var organization in Organizations)
            {
                var history = await Waiting.EventuallyAsync(() => HistoryAsync(organization, insurer, partyId), exception => IsNoAnswer(exception) || IsNotThereYet(exception), Patience);
                history.Entries.Select(entry => entry.TransactionId).ShouldBe([transactionId], $"{partyId} at {organization}");
            }
        });
    }

    private async Task RegisterManyAsync(int worker, CancellationToken stop)
    {
        var insurer = Insurers[worker % Insurers.Length];
        for (var number = 1; !stop.IsCancellationRequested; number++)
        {
            var partyId = $"{_run}-{worker}-{number}";
            var party = await AnsweredAsync(() => RegisterAsync(insurer, partyId));
            _acknowledged.Enqueue((insurer, partyId, party.Registered.TransactionId));
        }
    }

    private Task<Party> RegisterAsync(string insurer, string partyId) => Parties(insurer).RegisterPartyAsync(
        new RegisterPartyRequest
        {
            RequestId = "register-" + partyId,
            PartyId = partyId,
            PersonalData = new PersonalData { FullName = partyId, DateOfBirth = "1970-01-01" },
        },
        deadline: DateTime.UtcNow.AddSeconds(60)).ResponseAsync;

    private Task<GetHistoryResponse> HistoryAsync(string organization, string insurer, string partyId) =>
        new Ledger.LedgerClient(consortium.Channel(organization, "auditor"))
            .GetHistoryAsync(new GetHistoryRequest { InsurerMspId = insurer, RecordType = RecordType.Party, RecordId = partyId }).ResponseAsync;

    private Parties.PartiesClient Parties(string insurer) => new(consortium.Channel(insurer, "underwriter"));

    private static Task<T> AnsweredAsync<T>(Func<Task<T>> call) => Waiting.EventuallyAsync(call, IsNoAnswer, Patience);

    /// <summary>Another organization's peer may be a block behind.</summary>
    private static bool IsNotThereYet(Exception exception) => exception is RpcException { StatusCode: StatusCode.NotFound };

    /// <summary>Neither yes nor no: the same request may be sent again.</summary>
    private static bool IsNoAnswer(Exception exception) => exception is RpcException
    {
        StatusCode: StatusCode.Unavailable or StatusCode.DeadlineExceeded or StatusCode.Aborted or StatusCode.ResourceExhausted
            or StatusCode.Cancelled or StatusCode.Internal or StatusCode.Unknown
    };
}
