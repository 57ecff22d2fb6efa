using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Channels;
using Google.Protobuf;
using Insurance.Gateway.Ledger;

namespace Insurance.Gateway.Tests.Support;

/// <summary>A ledger whose transactions are lambdas, and which remembers every call.</summary>
public sealed class FakeLedger : ITransactionSteps
{
    private readonly ConcurrentDictionary<string, Func<LedgerCall, ReadOnlyMemory<byte>>> answers = new();
    private readonly Lock gate = new();
    private readonly List<LedgerEvent> events = [];
    private readonly List<ChannelWriter<LedgerEvent>> followers = [];

    public ConcurrentQueue<LedgerCall> Evaluated { get; } = [];

    public ConcurrentQueue<LedgerCall> Submitted { get; } = [];

    public ConcurrentQueue<(EventPosition? Position, string Role)> Subscribed { get; } = [];

    /// <summary>Above zero: the peer joined by a snapshot and has no older blocks.</summary>
    public ulong FirstBlock { get; init; }

    public void Answer(string transaction, IMessage message) => Answer(transaction, _ => message);

    public void Answer(string transaction, Func<LedgerCall, IMessage> answer) =>
        answers[transaction] = call => Encoding.UTF8.GetBytes(JsonFormatter.Default.Format(answer(call)));

    public void AnswerBytes(string transaction, Func<LedgerCall, byte[]> answer) =>
        answers[transaction] = call => answer(call);

    public void Refuse(string transaction, string code, string message, string? field = null) =>
        answers[transaction] = _ => throw new LedgerException(LedgerFailure.Refused, message) { Code = code, Field = field };

    public void Fail(string transaction, LedgerFailure failure) =>
        answers[transaction] = _ => throw new LedgerException(failure, "peer0.internal:7051 said no");

    public void Raise(LedgerEvent item)
    {
        lock (gate)
        {
            events.Add(item);
            followers.ForEach(follower => follower.TryWrite(item));
        }
    }

    public static string Json(LedgerCall call) => Encoding.UTF8.GetString(call.Arguments[0].Span);

    public static T Request<T>(LedgerCall call)
        where T : IMessage<T>, new() => JsonParser.Default.Parse<T>(Json(call));

    public Task<ReadOnlyMemory<byte>> EvaluateAsync(LedgerCall call, CancellationToken cancellationToken)
    {
        Evaluated.Enqueue(call);
        return Run(call);
    }

    public IPendingTransaction Propose(LedgerCall call) => new Pending(this, call);

    public async IAsyncEnumerable<LedgerEvent> EventsAsync(
        EventPosition? position, string role, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Subscribed.Enqueue((position, role));
        if (position?.BlockNumber < FirstBlock)
        {
            throw new LedgerException(LedgerFailure.Rejected, "The event stream broke.") { FirstBlock = FirstBlock };
        }

        var mine = Channel.CreateUnbounded<LedgerEvent>();
        lock (gate)
        {
            From(position).ForEach(item => mine.Writer.TryWrite(item));
            followers.Add(mine.Writer);
        }

        await foreach (var item in mine.Reader.ReadAllAsync(cancellationToken))
        {
            yield return item;
        }
    }

    // As Fabric: a block is replayed from its beginning, or from behind a transaction of it; no position is what comes next.
    private List<LedgerEvent> From(EventPosition? position)
    {
        var start = position is null ? events.Count : events.FindIndex(item => item.BlockNumber >= position.BlockNumber);
        var after = events.FindIndex(item =>
            item.BlockNumber == position?.BlockNumber && item.TransactionId == position.AfterTransactionId);
        start = after >= 0 ? after + 1 : start;
        return start < 0 ? [] : events[start..];
    }

    private Task<ReadOnlyMemory<byte>> Run(LedgerCall call)
    {
        try
        {
            return answers.TryGetValue(call.Transaction, out var answer)
                ? Task.FromResult(answer(call))
                : throw new InvalidOperationException($"The test has no answer for {call.Transaction}.");
        }
        catch (Exception error)
        {
            return Task.FromException<ReadOnlyMemory<byte>>(error);
        }
    }

    private sealed class Pending(FakeLedger ledger, LedgerCall call) : IPendingTransaction
    {
        public string TransactionId { get; } = Guid.NewGuid().ToString("N");

        public Task<ReadOnlyMemory<byte>> EndorseAsync(CancellationToken cancellationToken)
        {
            ledger.Submitted.Enqueue(call);
            return ledger.Run(call);
        }

        public Task SubmitAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<CommitOutcome> CommitStatusAsync(CancellationToken cancellationToken) =>
            Task.FromResult(new CommitOutcome("VALID", 7));
    }
}
