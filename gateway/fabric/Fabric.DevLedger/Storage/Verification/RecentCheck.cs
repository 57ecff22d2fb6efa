namespace Fabric.DevLedger.Storage.Verification;

/// <summary>
/// What a start verifies of a ledger too large to verify whole before it serves: the newest blocks and some others, and
/// that what their transactions wrote is there, unless something newer is.
/// </summary>
internal sealed class RecentCheck : IDisposable
{
    private const int Samples = 256;
    private readonly LedgerReader _reader;
    private readonly Statement _lengths;
    private readonly Statement _history;

    public RecentCheck(string path)
    {
        _reader = new LedgerReader(Database.Open(path, readOnly: true, cacheKibibytes: 4096));
        _lengths = _reader.Database.Prepare("SELECT SUM(LENGTH(envelope)) FROM envelopes WHERE position >= ?1 AND position < ?2");
        _history = _reader.Database.Prepare("SELECT 1 FROM history WHERE key = ?1 AND position = ?2");
    }

    /// <param name="path">The ledger file.</param>
    /// <param name="newestBytes">How many bytes of the newest transactions are verified.</param>
    /// <param name="sampleBytes">How many bytes of others, at most.</param>
    /// <exception cref="LedgerDamagedException">Something is not what was committed.</exception>
    public static ChainTip? Run(string path, long newestBytes, long sampleBytes)
    {
        using var check = new RecentCheck(path);
        ulong at = 0;
        return Damage.Watch(() => FormattableString.Invariant($"block {at}"), () => at, () =>
        {
            var height = check._reader.Tip()?.Height ?? 0;
            if (check._reader.StateHeight() is var state && state != height)
            {
                throw Damage.At(Math.Min(state, height), FormattableString.Invariant($"is the first that the state, of {state} blocks, and the chain, of {height}, do not share"));
            }

            var walk = new ChainWalk(check._reader);
            var first = check.NewestFrom(height, newestBytes);
            walk.StartAt(first);
            for (at = first; at < height; at++)
            {
                check.CheckEffects(walk.Take());
            }

            walk.DemandEnd();
            for (var i = 0; i < Samples && first > 0 && sampleBytes > 0; i++)
            {
                at = (ulong)Random.Shared.NextInt64((long)first);
                var one = new ChainWalk(check._reader);
                one.StartAt(at);
                var block = one.Take();
                check.CheckEffects(block);
                sampleBytes -= Math.Max(1, block.Bytes);
            }

            return walk.Tip;
        });
    }

    public void Dispose() => _reader.Dispose();

    /// <summary>The first of the newest blocks that together have so many bytes.</summary>
    private ulong NewestFrom(ulong height, long bytes)
    {
        var first = height;
        while (first > 0 && bytes > 0)
        {
            first--;
            _lengths.Bind(1, TransactionHeight.FirstPosition(first)).Bind(2, TransactionHeight.FirstPosition(first + 1));
            bytes -= _lengths.Step() ? Math.Max(1, _lengths.Int64(0)) : 1;
            _lengths.Reset();
        }

        return first;
    }

    private void CheckEffects(VerifiedBlock block)
    {
        for (var i = 0; i < block.Envelopes.Count; i++)
        {
            var parsed = ParsedEnvelope.Parse(Envelope.Parser.ParseFrom(block.Envelopes[i]));
            var version = new TransactionHeight(block.Number, (ulong)i);
            if (parsed.TransactionId.Length > 0 && _reader.Transaction(parsed.TransactionId) is null)
            {
                throw Damage.At(block.Number, FormattableString.Invariant($"has a transaction {i} that is not found by its id"));
            }

            if (block.Codes[i] != (byte)TxValidationCode.Valid || parsed.Type != HeaderType.EndorserTransaction)
            {
                continue;
            }

            // A key that a set made by hand lists more often has another effect than any of its writes, see KeyOperations.
            foreach (var write in OnlyOnce(parsed.ReadWriteSets.SelectMany(set => set.Public.Writes.Select(
                write => (Key: StoredKey.Public(set.Chaincode, write.Key), Write: write)))))
            {
                CheckPublic(write.Key, write.Write, version);
            }

            foreach (var write in OnlyOnce(parsed.ReadWriteSets.SelectMany(set => set.Collections.SelectMany(
                collection => collection.Hashed.HashedWrites.Select(
                    write => (Key: StoredKey.Hashed(set.Chaincode, collection.Collection, write.KeyHash.Span), Write: write))))))
            {
                CheckHashed(write.Key, write.Write, version);
            }

            CheckEvent(parsed, version);
        }
    }

    private static IEnumerable<(byte[] Key, T Write)> OnlyOnce<T>(IEnumerable<(byte[] Key, T Write)> writes) =>
        writes.GroupBy(write => write.Key, BytesComparer.Instance).Where(group => group.Count() == 1).Select(group => group.Single());

    private void CheckPublic(byte[] key, KVWrite write, TransactionHeight version)
    {
        if (!_history.Bind(1, key.AsSpan()).Bind(2, version.Position).Step())
        {
            _history.Reset();
            throw Damage.At("the history of key", key, FormattableString.Invariant($"lacks block {version.Block}, which wrote it"), version.Block);
        }

        _history.Reset();
        var entry = _reader.State(key);
        var isDelete = write.IsDelete || write.Value.IsEmpty;
        var newest = entry?.Version.Position ?? _reader.History(key, 1)[0].Position;
        var holds = newest > version.Position || (newest == version.Position && (entry is null ? isDelete : !isDelete && entry.Value.AsSpan().SequenceEqual(write.Value.Span)));
        if (!holds)
        {
            throw Damage.At("key", key, FormattableString.Invariant($"is not as block {version.Block} wrote it"), version.Block);
        }
    }

    private void CheckHashed(byte[] key, KVWriteHash write, TransactionHeight version)
    {
        // Where there is none, it was deleted or has expired since.
        if (_reader.PrivateHash(key) is { } entry &&
            (entry.Version.Position < version.Position ||
             (entry.Version == version && (write.IsDelete || write.IsPurge || !entry.Value.AsSpan().SequenceEqual(write.ValueHash.Span)))))
        {
            throw Damage.At("the hash of a private key of", key, FormattableString.Invariant($"is not as block {version.Block} wrote it"), version.Block);
        }
    }

    private void CheckEvent(ParsedEnvelope parsed, TransactionHeight version)
    {
        var found = _reader.Events(version.Position, version.Position + 1, 1, long.MaxValue, out _);
        if (found.Count != (parsed.Event is null ? 0 : 1) || (found.Count > 0 && !found[0].Event.Equals(parsed.Event)))
        {
            throw Damage.At(version.Block, "has an event other than its transaction set");
        }
    }
}
