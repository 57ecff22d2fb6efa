namespace Insurance.Gateway.Privacy;

/// <summary>What was begun and is not known to have been recorded; it outlives the process that began it.</summary>
internal sealed partial class PersonKeyStore
{
    private const long Running = 0;
    private const long Left = 1;
    private const long DiscardedOnce = 2;

    private readonly StoreOwner _owner;

    /// <inheritdoc/>
    public BegunPerson? Begin(string partyId, uint version, DateTimeOffset now)
    {
        lock (_gate)
        {
            using var transaction = _connection.BeginTransaction(deferred: false);
            if (Scalar("SELECT 1 FROM erased WHERE party = $party", ("$party", partyId)) is not null)
            {
                return null;
            }

            var key = Read(partyId);
            var made = key is null;
            if (key is null)
            {
                key = RandomNumberGenerator.GetBytes(KeyBytes);
                Insert(partyId, key);
            }

            var number = (long)Scalar(
                "INSERT INTO pending (party, version, made, owner, since, state) VALUES ($party, $version, $made, $owner, $since, $state) RETURNING number",
                ("$party", partyId), ("$version", (long)version), ("$made", made), ("$owner", _owner.Name), ("$since", now.ToUnixTimeMilliseconds()), ("$state", Running))!;
            transaction.Commit();
            return new BegunPerson(number, key);
        }
    }

    /// <inheritdoc/>
    public void Sealed(long number, string sealedSha256)
    {
        lock (_gate)
        {
            Run("UPDATE pending SET sealed = $sealed WHERE number = $number", ("$sealed", sealedSha256), ("$number", number));
        }
    }

    /// <inheritdoc/>
    public void Recorded(string partyId, uint version)
    {
        lock (_gate)
        {
            Run("DELETE FROM pending WHERE party = $party AND version <= $version", ("$party", partyId), ("$version", (long)version));
        }
    }

    /// <inheritdoc/>
    public void Withdraw(long number)
    {
        lock (_gate)
        {
            using var reading = Command(
                "SELECT party FROM pending WHERE number = $number AND made AND NOT EXISTS (SELECT 1 FROM pending AS other WHERE other.party = pending.party AND other.number <> $number AND other.state <> $once)",
                ("$number", number), ("$once", DiscardedOnce));
            End(number, reading.ExecuteScalar() as string);
        }
    }

    /// <inheritdoc/>
    public void Leave(long number)
    {
        lock (_gate)
        {
            Run("UPDATE pending SET state = $state WHERE number = $number", ("$state", Left), ("$number", number));
        }
    }

    /// <inheritdoc/>
    public void Discarded(PendingPerson entry, bool forGood)
    {
        lock (_gate)
        {
            // Only while the entry is there: the person may have been recorded since, by another process, and has the key.
            var unused = entry.Version == 1 && !entry.Discarded
                && Scalar("SELECT 1 FROM pending WHERE number = $number", ("$number", entry.Number)) is not null
                && Scalar(
                    "SELECT 1 FROM pending WHERE party = $party AND number <> $number AND state <> $once",
                    ("$party", entry.PartyId), ("$number", entry.Number), ("$once", DiscardedOnce)) is null;
            End(entry.Number, unused ? entry.PartyId : null, keep: !forGood);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<PendingPerson> Unfinished()
    {
        lock (_gate)
        {
            using var command = Command("SELECT number, party, version, sealed, since, state, owner FROM pending ORDER BY number");
            using var row = command.ExecuteReader();
            var entries = new List<PendingPerson>();
            var ended = new Dictionary<string, bool>(StringComparer.Ordinal);
            while (row.Read())
            {
                var state = row.GetInt64(5);
                var by = row.GetString(6);
                if (state == Running && !(ended.TryGetValue(by, out var known) ? known : ended[by] = _owner.HasEnded(by)))
                {
                    continue;
                }

                entries.Add(new PendingPerson(
                    row.GetInt64(0),
                    row.GetString(1),
                    (uint)row.GetInt64(2),
                    row.IsDBNull(3) ? null : row.GetString(3),
                    DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(4)),
                    state == DiscardedOnce));
            }

            return entries;
        }
    }

    /// <inheritdoc/>
    public bool Knows(string partyId)
    {
        lock (_gate)
        {
            return Scalar(
                "SELECT 1 WHERE EXISTS (SELECT 1 FROM person_keys WHERE party = $party) OR EXISTS (SELECT 1 FROM pending WHERE party = $party AND state <> $once)",
                ("$party", partyId), ("$once", DiscardedOnce)) is not null;
        }
    }

    /// <inheritdoc/>
    public void Forget(string partyId)
    {
        lock (_gate)
        {
            foreach (var entry in Unfinished().Where(entry => entry.PartyId == partyId))
            {
                Discarded(entry, forGood: entry.SealedSha256 is null);
            }

            if (Scalar("SELECT 1 FROM pending WHERE party = $party AND state <> $once", ("$party", partyId), ("$once", DiscardedOnce)) is null)
            {
                End(0, partyId);
            }
        }
    }

    private void End(long number, string? destroyed, bool keep = false)
    {
        var wrapped = destroyed is null ? null : Scalar("SELECT wrapped FROM person_keys WHERE party = $party", ("$party", destroyed)) as byte[];
        using (var transaction = _connection.BeginTransaction(deferred: false))
        {
            if (keep)
            {
                Run("UPDATE pending SET state = $once WHERE number = $number", ("$once", DiscardedOnce), ("$number", number));
            }
            else
            {
                Run("DELETE FROM pending WHERE number = $number", ("$number", number));
            }

            if (wrapped is not null)
            {
                Run("DELETE FROM person_keys WHERE party = $party", ("$party", destroyed!));
                Note(ScrubPending, "1");
            }

            transaction.Commit();
        }

        if (wrapped is not null)
        {
            Scrub([wrapped]);
        }
    }
}
