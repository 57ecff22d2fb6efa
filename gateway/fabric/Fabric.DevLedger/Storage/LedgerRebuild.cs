namespace Fabric.DevLedger.Storage;

/// <summary>Makes a ledger file anew from the blocks of another and from those private values in it that their hashes vouch for.</summary>
internal sealed class LedgerRebuild(
    string path,
    string newPath,
    bool checkedPages,
    IReadOnlyDictionary<string, CommittedChaincode> definitions,
    HashSet<(string Chaincode, string Collection)> limited)
{
    private const long StepBytes = 16L * 1024 * 1024;

    /// <param name="check">Looks at the old file first.</param>
    /// <exception cref="LedgerDamagedException">A block of it is damaged.</exception>
    public RebuildReport Run(Action<LedgerReader> check)
    {
        ulong block = 0;
        return Damage.Watch(() => FormattableString.Invariant($"block {block}"), () => block, () =>
        {
            // Opened for writing, so that what is still in the log is taken along.
            using var reader = new LedgerReader(Database.Open(path, readOnly: false, cacheKibibytes: 4096, alarm: null, checkedPages));
            reader.Database.KeepLog(true);
            check(reader);
            using var writer = new LedgerWriter(newPath);
            var replay = new ChainReplay(reader, writer, withEnvelopes: true, definitions);
            for (var height = reader.Tip()?.Height ?? 0; replay.Height < height; block = replay.Height)
            {
                replay.AdvanceTo(height, StepBytes);
            }

            replay.DemandEnd();
            var tip = replay.Tip ?? throw Damage.At(0, "is missing");
            writer.BeginReplay();
            RemoveExpired(reader, writer, tip.Height);
            var values = CopyValues(reader, writer);
            CopyWrites(reader, writer);
            writer.EndReplay();
            writer.Database.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
            reader.Database.KeepLog(false);
            return new RebuildReport(tip, values, Count(writer.Database, "private_hashes") - Count(writer.Database, "private_values"));
        });
    }

    /// <summary>What had expired in the old file, or has expired by now, does not come back.</summary>
    private void RemoveExpired(LedgerReader reader, LedgerWriter writer, ulong height)
    {
        writer.Database.Execute(FormattableString.Invariant($"DELETE FROM private_hashes WHERE expires < {height}"));
        try
        {
            Lifetimes.Recall(reader.Database, limited);
            foreach (var key in Keys(writer.Database).Where(key => Lifetimes.Contains(limited, key) && reader.PrivateHash(key) is null))
            {
                using var delete = writer.Database.Prepare("DELETE FROM private_hashes WHERE key = ?1");
                delete.Bind(1, key.AsSpan()).Run();
            }
        }
        catch (SqliteException e) when (e.IsDamage)
        {
            // Then only the configured lifetimes are left to go by.
        }
    }

    private static List<byte[]> Keys(Database database)
    {
        var keys = new List<byte[]>();
        using var read = database.Prepare("SELECT key FROM private_hashes");
        while (read.Step())
        {
            keys.Add(read.Bytes(0));
        }

        return keys;
    }

    private static long CopyValues(LedgerReader reader, LedgerWriter writer)
    {
        long copied = 0;
        using var write = writer.Database.Prepare("INSERT INTO private_values (key, version, value, expires) VALUES (?1, ?2, ?3, ?4)");
        Each(reader.Database, "SELECT key, version, value, expires FROM private_values ORDER BY key", row =>
        {
            var hash = PrivateComparison.HashedKey(row.Span(0)) is { } key ? writer.Reader.PrivateHash(key) : null;
            if (hash is not null && SHA256.HashData(row.Span(2)).AsSpan().SequenceEqual(hash.Value))
            {
                write.Bind(1, row.Span(0)).Bind(2, row.Int64(1)).Bind(3, row.Span(2)).BindFrom(4, row, 3).Run();
                copied++;
            }
        });
        return copied;
    }

    private static void CopyWrites(LedgerReader reader, LedgerWriter writer)
    {
        var comparison = new PrivateComparison(reader, writer.Reader);
        using var write = writer.Database.Prepare(
            "INSERT INTO private_writes (position, hashed_key, chaincode, collection, key, value, expires) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
        Each(reader.Database, "SELECT position, hashed_key, chaincode, collection, key, value, expires FROM private_writes ORDER BY position, hashed_key", row =>
        {
            if (comparison.IsCommitted(row))
            {
                write.Bind(1, row.Int64(0)).Bind(2, row.Span(1)).Bind(3, row.Text(2)).Bind(4, row.Text(3)).Bind(5, row.Text(4))
                    .BindFrom(6, row, 5).BindFrom(7, row, 6).Run();
            }
        });
    }

    /// <summary>Visits the rows as far as they can be read.</summary>
    private static void Each(Database database, string sql, Action<Statement> visit)
    {
        try
        {
            using var rows = database.Prepare(sql);
            while (rows.Step())
            {
                visit(rows);
            }
        }
        catch (SqliteException e) when (e.IsDamage)
        {
            // What lies behind a damaged page is among the lost ones.
        }
    }

    private static long Count(Database database, string table)
    {
        using var count = database.Prepare($"SELECT COUNT(*) FROM {table}");
        return count.Step() ? count.Int64(0) : 0;
    }
}
