namespace Insurance.Gateway.Privacy;

/// <summary>Destroying and replacing keys so that nothing of them is left in the files.</summary>
internal sealed partial class PersonKeyStore
{
    private const int RewrapAtOnce = 500;
    private const string ScrubPending = "scrub pending";
    private const string Followed = "followed to";
    private const int Named = 10;

    /// <inheritdoc/>
    public string? FollowedTo
    {
        get
        {
            lock (_gate)
            {
                return (string?)Scalar("SELECT value FROM notes WHERE name = $name", ("$name", Followed));
            }
        }

        set
        {
            lock (_gate)
            {
                if (value is null)
                {
                    Run("DELETE FROM notes WHERE name = $name", ("$name", Followed));
                }
                else
                {
                    Note(Followed, value);
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Erase(string partyId)
    {
        lock (_gate)
        {
            using var reading = Command("SELECT wrapped FROM person_keys WHERE party = $party", ("$party", partyId));
            var wrapped = reading.ExecuteScalar() as byte[];
            using (var transaction = _connection.BeginTransaction())
            {
                Run("DELETE FROM person_keys WHERE party = $party", ("$party", partyId));
                Run("INSERT OR IGNORE INTO erased (party, purged) VALUES ($party, 0)", ("$party", partyId));
                Note(ScrubPending, "1");
                transaction.Commit();
            }

            Scrub(wrapped is null ? [] : [wrapped]);
        }
    }

    /// <inheritdoc/>
    public void Purged(string partyId)
    {
        lock (_gate)
        {
            Run("UPDATE erased SET purged = 1 WHERE party = $party", ("$party", partyId));
        }
    }

    /// <inheritdoc/>
    public void ForgetPurged()
    {
        lock (_gate)
        {
            Run("UPDATE erased SET purged = 0 WHERE purged <> 0");
        }
    }

    /// <inheritdoc/>
    public ErasureProgress Progress(string partyId)
    {
        lock (_gate)
        {
            return Scalar("SELECT purged FROM erased WHERE party = $party", ("$party", partyId)) switch
            {
                null => ErasureProgress.None,
                0L => ErasureProgress.KeyDestroyed,
                _ => ErasureProgress.Complete,
            };
        }
    }

    /// <summary>Wraps anew, with the current key-encryption key, what another one has wrapped.</summary>
    /// <returns>How many persons' keys were.</returns>
    public int Rewrap()
    {
        lock (_gate)
        {
            if (Damaged() is { Count: > 0 } damaged)
            {
                throw new KeyStoreException(DamagedKeys(damaged));
            }

            // Until the end: what a rewrap that is cut off leaves in unused pages goes at the next opening.
            Note(ScrubPending, "1");
            var count = 0;
            while (RewrapSome() is > 0 and var some)
            {
                count += some;
            }

            if (count > 0)
            {
                // Deleted and moved content is overwritten; what the log or an unused page still held goes with a new file.
                Run("VACUUM");
            }

            Run("DELETE FROM key_encryption_keys WHERE id <> $current AND id NOT IN (SELECT kek FROM person_keys)", ("$current", _wrapping.CurrentId));
            Truncate();
            Run("DELETE FROM notes WHERE name = $name", ("$name", ScrubPending));
            Truncate();
            return count;
        }
    }

    /// <summary>The finding of keys that cannot be unwrapped.</summary>
    public static Finding DamagedKeys(IReadOnlyList<string> parties) => Finding.Warning(
        "PERSON_KEY_DAMAGED",
        $"The keys of {parties.Count} persons in the key store cannot be unwrapped, the first of them {string.Join(", ", parties.Take(Named))}: their data cannot be read. Restore the store from its newest backup, or erase these persons and register them anew.");

    private int RewrapSome()
    {
        var old = new List<(long Number, string Kek, byte[] Wrapped)>();
        using (var command = Command(
            "SELECT number, kek, wrapped FROM person_keys WHERE kek <> $current LIMIT $most", ("$current", _wrapping.CurrentId), ("$most", RewrapAtOnce)))
        {
            using var row = command.ExecuteReader();
            while (row.Read())
            {
                old.Add((row.GetInt64(0), row.GetString(1), row.GetFieldValue<byte[]>(2)));
            }
        }

        using var transaction = _connection.BeginTransaction();
        foreach (var (number, kek, wrapped) in old)
        {
            var key = _wrapping.Unwrap(kek, wrapped);

            // Only if it is still there: the running gateway may have erased it meanwhile.
            Run(
                "UPDATE person_keys SET kek = $kek, wrapped = $wrapped WHERE number = $number",
                ("$kek", _wrapping.CurrentId), ("$wrapped", _wrapping.Wrap(key)), ("$number", number));
            System.Security.Cryptography.CryptographicOperations.ZeroMemory(key);
        }

        transaction.Commit();
        return old.Count;
    }

    private void FinishScrubbing()
    {
        if (Scalar("SELECT 1 FROM notes WHERE name = $name", ("$name", ScrubPending)) is not null)
        {
            // It is not known any more what to look for.
            Run("VACUUM");
            Scrub([]);
        }
    }

    /// <summary>Takes the log back into the file, and makes a new file when SQLite left a copy of the bytes in the old one.</summary>
    private void Scrub(byte[][] bytes)
    {
        Truncate();
        if (bytes.Any(FileHolds))
        {
            Run("VACUUM");
            Truncate();
            if (bytes.Any(FileHolds))
            {
                throw new IOException($"The erased key is still in {_path}.");
            }
        }

        Run("DELETE FROM notes WHERE name = $name", ("$name", ScrubPending));
        Truncate();
    }

    private void Truncate()
    {
        using var command = Command("PRAGMA wal_checkpoint(TRUNCATE)");
        using var row = command.ExecuteReader();
        if (!row.Read() || row.GetInt32(0) != 0)
        {
            throw new IOException($"Another process reads {_path}, so its log could not be emptied; repeat this.");
        }
    }

    private bool FileHolds(byte[] bytes)
    {
        using var file = new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        var buffer = new byte[1 << 20];
        var kept = 0;
        while (file.Read(buffer, kept, buffer.Length - kept) is > 0 and var read)
        {
            if (buffer.AsSpan(0, kept + read).IndexOf(bytes) >= 0)
            {
                return true;
            }

            var overlap = Math.Min(bytes.Length - 1, kept + read);
            buffer.AsSpan(kept + read - overlap, overlap).CopyTo(buffer);
            kept = overlap;
        }

        return false;
    }

    private void Note(string name, string value) => Run(
        "INSERT OR REPLACE INTO notes (name, value) VALUES ($name, $value)", ("$name", name), ("$value", value));
}
