namespace Fabric.DevLedger.Storage.Verification;

/// <summary>Compares private values, which are in no block, with their hashes, which are.</summary>
internal sealed class PrivateComparison(LedgerReader source, LedgerReader target)
{
    private readonly Statement _values = source.Database.Prepare("SELECT key, value FROM private_values WHERE key > ?1 ORDER BY key LIMIT ?2");
    private readonly Statement _writes = source.Database.Prepare(
        "SELECT position, hashed_key, chaincode, collection, key, value FROM private_writes WHERE (position, hashed_key) > (?1, ?2) ORDER BY position, hashed_key LIMIT ?3");

    private byte[]? _value = [];
    private (long Position, byte[] Key) _write = (long.MinValue, []);
    private (long Position, ParsedEnvelope? Envelope) _parsed = (-1, null);

    /// <summary>Compares the next rows; false when there are no more.</summary>
    /// <exception cref="LedgerDamagedException">A value is not the one that was committed.</exception>
    public bool Compare(int rows) => _value is null ? CompareWrites(rows) : CompareValues(rows);

    /// <summary>The key of a private value's hash; null when it is no key of one.</summary>
    public static byte[]? HashedKey(ReadOnlySpan<byte> key)
    {
        var first = key.IndexOf((byte)0);
        var second = first < 0 ? -1 : key[(first + 1)..].IndexOf((byte)0);
        if (second < 0)
        {
            return null;
        }

        var prefix = first + 1 + second + 1;
        return [.. key[..prefix], .. SHA256.HashData(key[prefix..])];
    }

    private bool CompareValues(int rows)
    {
        var count = 0;
        _values.Bind(1, _value.AsSpan()).Bind(2, rows);
        try
        {
            for (; _values.Step(); count++)
            {
                _value = _values.Bytes(0);
                var hash = HashedKey(_value) is { } hashed ? target.PrivateHash(hashed) : null;
                if (hash is not null && !SHA256.HashData(_values.Span(1)).AsSpan().SequenceEqual(hash.Value))
                {
                    throw Damage.At(
                        "private key",
                        _value,
                        FormattableString.Invariant($"has a value other than block {hash.Version.Block} holds the hash of"),
                        hash.Version.Block);
                }
            }
        }
        finally
        {
            _values.Reset();
        }

        _value = count < rows ? null : _value;
        return true;
    }

    private bool CompareWrites(int rows)
    {
        var count = 0;
        _writes.Bind(1, _write.Position).Bind(2, _write.Key.AsSpan()).Bind(3, rows);
        try
        {
            for (; _writes.Step(); count++)
            {
                _write = (_writes.Int64(0), _writes.Bytes(1));
                if (!IsCommitted(_writes))
                {
                    var block = TransactionHeight.FromPosition(_write.Position).Block;
                    throw Damage.At(block, "holds a private write other than its transaction's, of key " + Damage.Text(
                        StoredKey.Private(_writes.Text(2), _writes.Text(3), _writes.Text(4))));
                }
            }
        }
        finally
        {
            _writes.Reset();
        }

        return count == rows;
    }

    /// <summary>Whether a row of the private writes is one of its transaction.</summary>
    public bool IsCommitted(Statement row)
    {
        var (chaincode, collection) = (row.Text(2), row.Text(3));
        var keyHash = StoredKey.Hash(row.Text(4));
        if (!StoredKey.Hashed(chaincode, collection, keyHash).AsSpan().SequenceEqual(row.Span(1)))
        {
            return false;
        }

        var write = Envelope(row.Int64(0))?.ReadWriteSets
            .Where(set => set.Chaincode == chaincode)
            .SelectMany(set => set.Collections)
            .Where(set => set.Collection == collection)
            .SelectMany(set => set.Hashed.HashedWrites)
            .LastOrDefault(candidate => candidate.KeyHash.Span.SequenceEqual(keyHash));
        return write is not null && (row.IsNull(5)
            ? write.IsDelete || write.IsPurge
            : SHA256.HashData(row.Span(5)).AsSpan().SequenceEqual(write.ValueHash.Span));
    }

    private ParsedEnvelope? Envelope(long position)
    {
        if (_parsed.Position != position)
        {
            var bytes = source.Envelope(TransactionHeight.FromPosition(position));
            _parsed = (position, bytes is null ? null : ParsedEnvelope.Parse(Protos.Common.Envelope.Parser.ParseFrom(bytes)));
        }

        return _parsed.Envelope;
    }
}
