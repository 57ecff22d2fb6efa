namespace Fabric.DevLedger.Endorsement;

internal sealed partial class Simulation
{
    // Fabric's default ledger.state.totalQueryLimit. A peer leaves out what is beyond it without a word; here it is refused.
    private const int MostEntries = 100_000;

    // Values of one part; a single one may be larger.
    private const int PartBytes = 1024 * 1024;

    private const string Range = "GET_STATE_BY_RANGE";

    public IEnumerable<ScanAnswer> Scan(string collection, string start, string end, int limit)
    {
        var scan = new RunningScan(collection, start, end, limit);
        ScanAnswer part;
        do
        {
            lock (_lock)
            {
                part = collection.Length > 0 ? ScanPrivate(scan) : ScanPublic(scan);
            }

            yield return part;
        }
        while (part.Continues);
    }

    public IEnumerable<HistoryAnswer> GetHistory(string key, int limit)
    {
        List<TransactionHeight> positions;
        lock (_lock)
        {
            positions = Reader(key).History(StoredKey.Public(_chaincode.Name, key), limit);
        }

        var next = 0;
        HistoryAnswer part;
        do
        {
            lock (_lock)
            {
                var entries = HistoryReader.Read(Reader(), _chaincode.Name, key, positions, PartBytes, ref next);
                entries.ForEach(entry => CountRead(entry.Value));
                part = new HistoryAnswer(entries, next < positions.Count);
            }

            yield return part;
        }
        while (part.Continues);
    }

    private ScanAnswer ScanPublic(RunningScan scan)
    {
        var reader = Reader();
        var from = StoredKey.Public(_chaincode.Name, scan.Next);
        var to = scan.End.Length == 0 ? StoredKey.EndOfPublic(_chaincode.Name) : StoredKey.Public(_chaincode.Name, scan.End);
        var part = Collect(scan, visit => reader.Scan(_chaincode.Name, from, to, visit));
        scan.Range ??= _builder.BeginRange(scan.Start);
        ReadWriteSetBuilder.ReadRange(scan.Range, part.Continues || part.More ? part.Entries[^1].Key : scan.End, !part.Continues && !part.More, part.Entries);
        return part;
    }

    private ScanAnswer ScanPrivate(RunningScan scan)
    {
        var reader = Reader();
        Collection(scan.Collection, Range);
        if (_access.RefusesRead(scan.Collection) is { } reason)
        {
            throw Refused(reason, Range);
        }

        _privateReads.Add(scan.Collection);
        _scannedPrivateData = true;

        // As a peer: without a word, and so nothing informs the chaincode that there is more elsewhere.
        if (!_access.Holds(scan.Collection, _peerMspId))
        {
            return new ScanAnswer([], false);
        }

        var from = StoredKey.Private(_chaincode.Name, scan.Collection, scan.Next);
        var to = scan.End.Length == 0
            ? StoredKey.EndOfPrivate(_chaincode.Name, scan.Collection)
            : StoredKey.Private(_chaincode.Name, scan.Collection, scan.End);
        return Collect(scan, visit => reader.ScanPrivate(_chaincode.Name, scan.Collection, from, to, visit));
    }

    private ScanAnswer Collect(RunningScan scan, Action<Func<ScannedEntry, bool>> read)
    {
        var entries = new List<ScannedEntry>();
        var (more, continues) = (false, false);
        var bytes = 0L;
        read(entry =>
        {
            more = scan.Limit > 0 && scan.Count == scan.Limit;
            continues = !more && bytes >= PartBytes;
            if (more || continues)
            {
                return false;
            }

            if (++scan.Count > MostEntries)
            {
                throw new LedgerAccessException(FormattableString.Invariant(
                    $"the range has more than {MostEntries} keys; read it in pages"));
            }

            CountRead(entry.Value);
            bytes += entry.Value.Length + entry.Key.Length;
            entries.Add(entry);
            return true;
        });
        if (continues)
        {
            // The key that follows in the order of bytes.
            scan.Next = entries[^1].Key + "\0";
        }

        return new ScanAnswer(entries, more, continues);
    }

    private void CountRead(byte[]? value)
    {
        _readBytes += value?.Length ?? 0;
        if (_readBytes > _mostReadBytes)
        {
            throw new LedgerAccessException(FormattableString.Invariant(
                $"the transaction reads more than {_mostReadBytes} bytes; read in pages, in several transactions"));
        }
    }

    private sealed class RunningScan(string collection, string start, string end, int limit)
    {
        public string Collection => collection;

        public string Start { get; } = start;

        public string End => end;

        public int Limit => limit;

        public string Next { get; set; } = start;

        public int Count { get; set; }

        public RangeQueryInfo? Range { get; set; }
    }
}
