namespace Fabric.DevLedger.Storage.Verification;

/// <summary>Verifies everything in a ledger file: the chain, and all that follows from it, against the chain done again.</summary>
/// <remarks>
/// Goes in steps, each of which sees one height and holds no longer to it, so that it can go on beside a ledger at work:
/// what was done again is first brought to the height of the step. What is done again lies in a file of its own, which
/// SQLite keeps where temporary files are and which is gone afterwards.
/// </remarks>
internal sealed class FullCheck : IDisposable
{
    private readonly LedgerReader _reader;
    private readonly LedgerWriter _again = new(string.Empty);
    private readonly ChainReplay _replay;
    private readonly Queue<TableComparison> _tables;
    private readonly PrivateComparison _private;
    private bool _privateDone;

    /// <param name="path">The ledger file.</param>
    /// <param name="limited">The collections, as chaincode and name, whose values expire or once did.</param>
    /// <param name="checkedPages">Whether the file has checksums of its pages.</param>
    public FullCheck(string path, IReadOnlySet<(string Chaincode, string Collection)> limited, bool checkedPages = true)
    {
        // An unchecked file's log may still have to be recovered, which takes a writer.
        _reader = new LedgerReader(Database.Open(path, readOnly: checkedPages, cacheKibibytes: 4096, alarm: null, checkedPages));
        _replay = new ChainReplay(_reader, _again, withEnvelopes: false);
        var (source, target) = (_reader.Database, _again.Database);
        _tables = new Queue<TableComparison>(
        [
            new(new ComparedState("state", "key", _ => false), source, target),
            new(new ComparedState("private_hashes", "the hash of a private key of", key => Lifetimes.Contains(limited, key)), source, target),
            new(new ComparedHistory(), source, target),
            new(new ComparedEvents(), source, target),
            new(new ComparedTransactions(_reader), source, target),
        ]);
        _private = new PrivateComparison(_reader, _again.Reader);
    }

    /// <summary>Blocks done so far.</summary>
    public ulong Height => _replay.Height;

    public ChainTip? Tip => _replay.Tip;

    /// <summary>Verifies a whole file in one go.</summary>
    /// <exception cref="LedgerDamagedException">Something is not what was committed; the message names the place.</exception>
    public static ChainTip? Run(string path, IReadOnlySet<(string Chaincode, string Collection)> limited, bool checkedPages = true)
    {
        using var check = new FullCheck(path, limited, checkedPages);
        while (check.Step(long.MaxValue, int.MaxValue))
        {
        }

        return check.Tip;
    }

    /// <summary>Verifies some more; false when all is verified.</summary>
    /// <exception cref="LedgerDamagedException">Something is not what was committed; the message names the place.</exception>
    public bool Step(long bytes, int rows) => Damage.Watch(Place, () => _replay.Height, () =>
    {
        _reader.Begin();
        try
        {
            return StepAtOneHeight(bytes, rows);
        }
        finally
        {
            _reader.End();
        }
    });

    public void Dispose()
    {
        _reader.Dispose();
        _again.Dispose();
    }

    private bool StepAtOneHeight(long bytes, int rows)
    {
        var height = _reader.Tip()?.Height ?? 0;
        var state = _reader.StateHeight();
        if (state != height)
        {
            var block = Math.Min(state, height);
            throw new LedgerDamagedException(block, FormattableString.Invariant(
                $"the ledger is damaged: the state is that of {state} blocks, but the chain has {height}; block {block} is the first that they do not share"));
        }

        _replay.AdvanceTo(height, bytes);
        if (_replay.Height < height)
        {
            return true;
        }

        _replay.DemandEnd();
        if (_tables.TryPeek(out var table))
        {
            if (!table.Compare(rows))
            {
                _tables.Dequeue();
            }

            return true;
        }

        _privateDone = _privateDone || !_private.Compare(rows);
        return !_privateDone;
    }

    private string Place() => FormattableString.Invariant(
        $"the {(_tables.TryPeek(out var table) ? table.Table : "private values")} of {_replay.Height} blocks");
}
