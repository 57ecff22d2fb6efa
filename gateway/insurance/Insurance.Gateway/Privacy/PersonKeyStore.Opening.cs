namespace Insurance.Gateway.Privacy;

/// <summary>What is made and checked when the store is opened.</summary>
internal sealed partial class PersonKeyStore
{
    private const string StoreId = "store id";
    private const string BegunAnew = "begun anew";

    // Wrapped with each key-encryption key, so that a key file that was exchanged is found before anything is wrapped with it.
    private static readonly byte[] Proof = "insurance.v1.key-encryption-key"u8.ToArray();

    private void Prepare()
    {
        // FULL: a key is on the disk before anything is sealed with it. secure_delete: what is deleted is overwritten.
        Run("PRAGMA journal_mode = WAL");
        Run("PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY; PRAGMA busy_timeout = 10000");
        Run("""
            CREATE TABLE IF NOT EXISTS person_keys (
                number INTEGER PRIMARY KEY, party TEXT NOT NULL UNIQUE, kek TEXT NOT NULL, wrapped BLOB NOT NULL);
            CREATE INDEX IF NOT EXISTS person_keys_by_kek ON person_keys (kek);
            CREATE TABLE IF NOT EXISTS erased (party TEXT PRIMARY KEY, purged INTEGER NOT NULL) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS key_encryption_keys (id TEXT PRIMARY KEY, proof BLOB NOT NULL) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS notes (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS pending (
                number INTEGER PRIMARY KEY AUTOINCREMENT, party TEXT NOT NULL, version INTEGER NOT NULL, sealed TEXT, made INTEGER NOT NULL,
                owner TEXT NOT NULL, since INTEGER NOT NULL, state INTEGER NOT NULL);
            CREATE INDEX IF NOT EXISTS pending_by_party ON pending (party);
            """);
        var problems = new List<Finding>();
        problems.AddRange(_wrapping.Ids.Where(id => !Proven(id)).Select(id => Finding.Fatal(
            "KEY_ENCRYPTION_KEY_EXCHANGED",
            $"The key-encryption key '{id}' is not the one that the key store {_path} was written with; name the right file in {GatewaySettings.Section}:PersonalData:Keys:{id}.")));
        problems.AddRange(Counted().Where(used => !_wrapping.Ids.Contains(used.Key)).Select(used => Finding.Fatal(
            "KEY_ENCRYPTION_KEY_NOT_CONFIGURED",
            $"{used.Value} persons' keys in {_path} are wrapped with the key-encryption key '{used.Key}', which is not configured; add its file as {GatewaySettings.Section}:PersonalData:Keys:{used.Key}.")));
        if (problems.Count == 0 && Unmarked() is { } problem)
        {
            problems.Add(problem);
        }

        if (problems.Count > 0)
        {
            throw new KeyStoreException(problems);
        }

        FinishScrubbing();
    }

    /// <summary>Pseudonyms of persons whose keys cannot be unwrapped.</summary>
    public IReadOnlyList<string> Damaged()
    {
        lock (_gate)
        {
            using var command = Command("SELECT party, kek, wrapped FROM person_keys ORDER BY party");
            using var row = command.ExecuteReader();
            var damaged = new List<string>();
            while (row.Read())
            {
                if (!Opens(row.GetString(1), row.GetFieldValue<byte[]>(2)))
                {
                    damaged.Add(row.GetString(0));
                }
            }

            return damaged;
        }
    }

    /// <inheritdoc/>
    public bool IsBlank
    {
        get
        {
            lock (_gate)
            {
                // With an erasure or a registration under way there is sealed data on the ledger for a reason.
                return Scalar(
                    "SELECT 1 WHERE EXISTS (SELECT 1 FROM person_keys) OR EXISTS (SELECT 1 FROM erased WHERE purged = 0) OR EXISTS (SELECT 1 FROM pending) OR EXISTS (SELECT 1 FROM notes WHERE name = $name)",
                    ("$name", BegunAnew)) is null;
            }
        }
    }

    /// <summary>An operator wants it empty, whatever the ledger has.</summary>
    public void AcceptEmpty(DateTimeOffset now)
    {
        lock (_gate)
        {
            Note(BegunAnew, now.ToString("O", System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    private static KeyStoreException Lost(string path) => new(Finding.Fatal(
        "KEY_STORE_MISSING",
        $"{path} is missing or empty, and there was one: it holds the keys of policyholders, whose data nobody can read without it. Restore it from its newest backup; to begin without those persons, run insurance-gateway begin-anew person-keys."));

    /// <summary>Holds the store against the mark beside it, and marks what is not marked yet.</summary>
    private Finding? Unmarked()
    {
        var known = Scalar("SELECT value FROM notes WHERE name = $name", ("$name", StoreId)) as string;
        var marked = _mark.Read();
        if (marked is not null && known is not null && known != marked)
        {
            return Finding.Fatal(
                "KEY_STORE_EXCHANGED",
                $"{_path} is another store than the one that was here, as {_mark.File} says; restore the right one, or delete {_mark.File} if this one belongs here.");
        }

        if (marked is not null && known is null && Scalar("SELECT 1 FROM person_keys LIMIT 1") is null)
        {
            return Finding.Fatal(
                "KEY_STORE_EMPTY",
                $"{_path} is a new, empty store, and {_mark.File} says that there was another one; restore that from its newest backup. To begin without its persons, run insurance-gateway begin-anew person-keys.");
        }

        var id = known ?? marked ?? Guid.NewGuid().ToString("N");
        if (known is null)
        {
            Note(StoreId, id);
        }

        if (marked is null)
        {
            _mark.Write(id);
        }

        return null;
    }

    private bool Opens(string kek, byte[] wrapped)
    {
        try
        {
            CryptographicOperations.ZeroMemory(_wrapping.Unwrap(kek, wrapped));
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private bool Proven(string id)
    {
        if (Scalar("SELECT proof FROM key_encryption_keys WHERE id = $id", ("$id", id)) is not byte[] proof)
        {
            // What it wrapped proves it too; one damaged key of several proves nothing.
            var some = WrappedWith(id);
            if (some.Count == 0 || some.Exists(wrapped => Opens(id, wrapped)))
            {
                Run("INSERT INTO key_encryption_keys (id, proof) VALUES ($id, $proof)", ("$id", id), ("$proof", _wrapping.Wrap(id, Proof)));
                return true;
            }

            return false;
        }

        try
        {
            return CryptographicOperations.FixedTimeEquals(_wrapping.Unwrap(id, proof), Proof);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private List<byte[]> WrappedWith(string id)
    {
        using var command = Command("SELECT wrapped FROM person_keys WHERE kek = $id LIMIT 20", ("$id", id));
        using var row = command.ExecuteReader();
        var some = new List<byte[]>();
        while (row.Read())
        {
            some.Add(row.GetFieldValue<byte[]>(0));
        }

        return some;
    }
}
