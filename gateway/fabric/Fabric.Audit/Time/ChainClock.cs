namespace Fabric.Audit;

/// <summary>How far time had come when a block was made: the latest of the times in the chain that no organization sets alone.</summary>
/// <remarks>
/// A transaction's time is its creator's word; peers and orderers do not look at it. What counts here are valid transactions of one
/// chaincode, whose endorsers refuse times that are not theirs, endorsed by peers of at least two organizations: one of them is not
/// its creator's. Whatever a single member dates as it likes, it moves this clock no further than another member's clock allows;
/// and the clock never goes back, so what is dated long ago belongs where it was recorded.
/// </remarks>
public sealed class ChainClock
{
    // Evidence of who was at work when, see PeriodBlocks; one a minute is enough.
    private static readonly TimeSpan Spacing = TimeSpan.FromMinutes(1);
    private readonly Dictionary<string, DateTimeOffset> _latest = new(StringComparer.Ordinal);

    /// <summary>Starts with no time.</summary>
    /// <param name="chaincode">The chaincode whose endorsers look at the time.</param>
    public ChainClock(string chaincode) => Chaincode = chaincode;

    /// <summary>The chaincode whose endorsers look at the time.</summary>
    public string Chaincode { get; }

    /// <summary>How far time has come; <c>null</c>: no block showed any.</summary>
    public DateTimeOffset? Now { get; private set; }

    /// <summary>Goes on from what was known before.</summary>
    /// <param name="advance">A time that counted.</param>
    public void Restore(ClockAdvance advance)
    {
        _latest[advance.MspId] = Later(_latest.GetValueOrDefault(advance.MspId, DateTimeOffset.MinValue), advance.Time);
        SetAtLeast(advance.Time);
    }

    /// <summary>Goes on from a time known before.</summary>
    /// <param name="time">The time; <c>null</c>: none.</param>
    public void SetAtLeast(DateTimeOffset? time) => Now = !(time <= Now) ? time ?? Now : Now;

    /// <summary>Takes the next block.</summary>
    /// <param name="block">The block, with its peer's verdicts.</param>
    /// <param name="configuration">The configuration in force.</param>
    /// <returns>What is worth remembering: times later than all before them, and one a minute of each organization.</returns>
    public IReadOnlyList<ClockAdvance> Add(Block block, ChannelConfiguration configuration)
    {
        var advances = new List<ClockAdvance>();
        foreach (var (index, time, mspId) in Candidates(block))
        {
            if (!IsNews(time, mspId))
            {
                continue;
            }

            var judged = JudgedTransaction.Judge(block, index, configuration);
            if (Attested(judged) is { } attested && Take(block.Header.Number, attested.Time, attested.MspId) is { } advance)
            {
                advances.Add(advance);
            }
        }

        return advances;
    }

    /// <summary>Takes the next block, whose transactions have been judged.</summary>
    internal void Add(ulong number, IEnumerable<JudgedTransaction> transactions)
    {
        foreach (var attested in transactions.Select(Attested).OfType<(DateTimeOffset Time, string MspId)>().OrderByDescending(item => item.Time))
        {
            Take(number, attested.Time, attested.MspId);
        }
    }

    // The latest first: those that follow move nothing and need not be verified.
    private static IEnumerable<(int Index, DateTimeOffset Time, string MspId)> Candidates(Block block) =>
        Enumerable.Range(0, block.Data?.Data.Count ?? 0)
            .Where(index => BlockContents.ValidationCode(block, index) == TxValidationCode.Valid)
            .Select(index => StoredTransaction.Read(block, index))
            .Where(stored => stored?.Time is not null)
            .Select(stored => (stored!.Index, stored.Time!.Value, stored.ReadCreatorMspId()))
            .OrderByDescending(item => item.Value);

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private bool IsNews(DateTimeOffset time, string mspId) =>
        !(time <= Now) || !_latest.TryGetValue(mspId, out var latest) || time.UtcTicks >= latest.UtcTicks + Spacing.Ticks;

    private ClockAdvance? Take(ulong number, DateTimeOffset time, string mspId)
    {
        if (!IsNews(time, mspId))
        {
            return null;
        }

        _latest[mspId] = _latest.TryGetValue(mspId, out var latest) ? Later(latest, time) : time;
        SetAtLeast(time);
        return new ClockAdvance(number, time, mspId);
    }

    private (DateTimeOffset Time, string MspId)? Attested(JudgedTransaction judged)
    {
        if (judged is not { Code: TxValidationCode.Valid, Replayed: { } replayed, Form: { Creator: { } creator, Stored.Time: { } time } }
            || replayed.Chaincode != Chaincode)
        {
            return null;
        }

        // A client's certificate endorses nothing, whatever it signs; where an organization does not distinguish its nodes, all are taken.
        var organizations = replayed.Endorsers.Where(endorser => endorser.Role is NodeRole.Peer or NodeRole.None)
            .Select(endorser => endorser.MspId).Distinct(StringComparer.Ordinal).Count();
        return organizations >= 2 ? (time, creator.MspId) : null;
    }
}
