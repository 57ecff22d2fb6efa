using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Fabric.Client;
using Fabric.Protos.Common;
using Fabric.Protos.Peer;

namespace Insurance.Gateway.Tests.Support;

/// <summary>A ledger whose transactions are lambdas, and which remembers every call.</summary>
internal sealed class FakeLedger : ITransactionSteps, IPeerHealth
{
    private readonly ConcurrentDictionary<string, Func<LedgerCall, ReadOnlyMemory<byte>>> _answers = new();
    private readonly Lock _gate = new();

    private readonly List<CommittedChaincodeEvent> _events = [];
    private readonly List<ChannelWriter<CommittedChaincodeEvent>> _followers = [];

    [ThreadStatic]
    private static bool _submission;

    /// <summary>Within an answer: the transaction is to be recorded, and not only evaluated.</summary>
    public static bool IsSubmission => _submission;

    public ConcurrentQueue<LedgerCall> Evaluated { get; } = [];

    public ConcurrentQueue<LedgerCall> Submitted { get; } = [];

    public ConcurrentQueue<(EventOptions? Position, string Role)> Subscribed { get; } = [];

    /// <summary>How many blocks the ledger says that it has; <c>null</c>: as many as its events say of.</summary>
    public ulong? Height { get; init; }

    /// <summary>Above zero: the peer joined by a snapshot and has no older blocks.</summary>
    public ulong FirstBlock { get; init; }

    /// <summary>The code with which transactions that the test names nothing for are refused; <c>null</c>: they are the test's fault.</summary>
    public string? OtherwiseRefuse { get; set; }

    /// <summary>What the peer says keeps its ledger from being written.</summary>
    public string? Problem { get; set; }

    public Task<string?> ProblemAsync(CancellationToken cancellationToken) => Task.FromResult(Problem);

    public void Answer(string transaction, IMessage message) => Answer(transaction, _ => message);

    public void Answer(string transaction, Func<LedgerCall, IMessage> answer) =>
        _answers[transaction] = call => Encoding.UTF8.GetBytes(JsonFormatter.Default.Format(answer(call)));

    public void AnswerBytes(string transaction, Func<LedgerCall, byte[]> answer) =>
        _answers[transaction] = call => answer(call);

    public void Refuse(string transaction, string code, string message, string? field = null) =>
        _answers[transaction] = _ => throw new LedgerException(LedgerFailure.Refused, message) { Code = code, Field = field };

    public void Refuse(string transaction, string code, string message, string field, params Violation[] further) =>
        _answers[transaction] = _ => throw new LedgerException(LedgerFailure.Refused, message) { Code = code, Field = field, Further = [.. further.Select(one => new RefusalDetail(one.Code, one.Field, one.Message))] };

    public void Fail(string transaction, LedgerFailure failure, string? reason = null, string? validationCode = null) =>
        _answers[transaction] = _ => throw new LedgerException(failure, $"peer0.internal:7051 said {reason ?? "no"}") { ValidationCode = validationCode };

    /// <summary>Comes before each evaluation and each endorsement, and may wait or throw.</summary>
    public Func<LedgerCall, bool, CancellationToken, Task>? Before { get; set; }

    /// <summary>Comes after each endorsement, which here has its effect at once.</summary>
    public Func<LedgerCall, bool, CancellationToken, Task>? After { get; set; }

    /// <summary>The ledger is another one from now on: its events are forgotten, and who followed them is cut off.</summary>
    public void Replace()
    {
        lock (_gate)
        {
            _events.Clear();
            _followers.ForEach(follower => follower.TryComplete(new LedgerException(LedgerFailure.Unavailable, "The peer ended the events.")));
            _followers.Clear();
        }
    }

    public void Raise(CommittedChaincodeEvent item)
    {
        lock (_gate)
        {
            _events.Add(item);
            _followers.ForEach(follower => follower.TryWrite(item));
        }
    }

    public static CommittedChaincodeEvent Event(string name, ulong block, string transactionId, ReadOnlyMemory<byte> payload) =>
        new(block, transactionId, "insurance", name, payload);

    public static string Json(LedgerCall call) => Encoding.UTF8.GetString(call.Arguments[0].Span);

    public static T Request<T>(LedgerCall call)
        where T : IMessage<T>, new() => JsonParser.Default.Parse<T>(Json(call));

    public async Task<ReadOnlyMemory<byte>> EvaluateAsync(LedgerCall call, CancellationToken cancellationToken)
    {
        Evaluated.Enqueue(call);
        await (Before?.Invoke(call, false, cancellationToken) ?? Task.CompletedTask);
        return await Run(call, submits: false);
    }

    public IPendingTransaction Propose(LedgerCall call) => new Pending(this, call);

    public async IAsyncEnumerable<CommittedChaincodeEvent> EventsAsync(
        EventOptions? start, string role, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Subscribed.Enqueue((start, role));
        if (start?.StartBlock < FirstBlock)
        {
            throw new LedgerException(LedgerFailure.Rejected, "The event stream broke.") { FirstBlock = FirstBlock };
        }

        var mine = Channel.CreateUnbounded<CommittedChaincodeEvent>();
        lock (_gate)
        {
            From(start).ForEach(item => mine.Writer.TryWrite(item));
            _followers.Add(mine.Writer);
        }

        await foreach (var item in mine.Reader.ReadAllAsync(cancellationToken))
        {
            yield return item;
        }
    }

    // As Fabric: a block is replayed from its beginning, or from behind a transaction of it; no position is what comes next.
    private List<CommittedChaincodeEvent> From(EventOptions? position)
    {
        var start = position is null ? _events.Count : _events.FindIndex(item => item.BlockNumber >= position.StartBlock);
        var after = _events.FindIndex(item =>
            item.BlockNumber == position?.StartBlock && item.TransactionId == position.AfterTransactionId);
        start = after >= 0 ? after + 1 : start;
        return start < 0 ? [] : _events[start..];
    }

    private Task<ReadOnlyMemory<byte>> Run(LedgerCall call, bool submits)
    {
        try
        {
            _submission = submits;
            return _answers.TryGetValue(call.Transaction, out var answer)
                ? Task.FromResult(answer(call))
                : Chain(call) is { } chain ? Task.FromResult(chain)
                : throw (OtherwiseRefuse is { } code
                    ? new LedgerException(LedgerFailure.Refused, "there is none") { Code = code }
                    : new InvalidOperationException($"The test has no answer for {call.Transaction}."));
        }
        catch (Exception error)
        {
            return Task.FromException<ReadOnlyMemory<byte>>(error);
        }
    }

    // What qscc says of the chain that the events are in.
    private ReadOnlyMemory<byte>? Chain(LedgerCall call)
    {
        lock (_gate)
        {
            switch (call.Transaction)
            {
                case "GetChainInfo":
                    return new BlockchainInfo { Height = Height ?? (_events.Count == 0 ? 1 : _events.Max(item => item.BlockNumber) + 1) }.ToByteArray();
                case "GetBlockByTxID":
                    var id = Encoding.UTF8.GetString(call.Arguments[1].Span);
                    return _events.Find(item => item.TransactionId == id) is { } found
                        ? new Block { Header = new BlockHeader { Number = found.BlockNumber } }.ToByteArray()
                        : throw new LedgerException(LedgerFailure.Refused, $"Failed to get block for txID {id}, error not found");
                default:
                    return null;
            }
        }
    }

    private sealed class Pending(FakeLedger ledger, LedgerCall call) : IPendingTransaction
    {
        public string TransactionId { get; } = Guid.NewGuid().ToString("N");

        public async Task<ReadOnlyMemory<byte>> EndorseAsync(CancellationToken cancellationToken)
        {
            ledger.Submitted.Enqueue(call);
            await (ledger.Before?.Invoke(call, true, cancellationToken) ?? Task.CompletedTask);
            var answer = await ledger.Run(call, submits: true);
            await (ledger.After?.Invoke(call, true, cancellationToken) ?? Task.CompletedTask);
            return answer;
        }

        public Task SubmitAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<CommitStatus> CommitStatusAsync(CancellationToken cancellationToken) =>
            Task.FromResult(new CommitStatus(TransactionId, TxValidationCode.Valid, 7));
    }
}
