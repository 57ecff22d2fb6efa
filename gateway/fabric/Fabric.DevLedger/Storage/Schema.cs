namespace Fabric.DevLedger.Storage;

/// <summary>The tables of the ledger file.</summary>
internal static class Schema
{
    private const string Version = "1";

    // Positions are TransactionHeight.Position. Envelopes are rows of their own so that one transaction can be read without
    // its block. Keys are StoredKey's.
    private const string Tables = """
        CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS blocks (
            number INTEGER PRIMARY KEY, previous_hash BLOB NOT NULL, data_hash BLOB NOT NULL, hash BLOB NOT NULL,
            metadata BLOB NOT NULL, updates_hash BLOB NOT NULL, transactions INTEGER NOT NULL);
        CREATE INDEX IF NOT EXISTS blocks_by_hash ON blocks (hash);
        CREATE TABLE IF NOT EXISTS envelopes (position INTEGER PRIMARY KEY, envelope BLOB NOT NULL);
        CREATE TABLE IF NOT EXISTS transactions (
            id BLOB PRIMARY KEY, position INTEGER NOT NULL, code INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS state (
            key BLOB PRIMARY KEY, version INTEGER NOT NULL, metadata BLOB, value BLOB NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS history (
            key BLOB NOT NULL, position INTEGER NOT NULL, PRIMARY KEY (key, position)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS events (
            position INTEGER PRIMARY KEY, chaincode TEXT NOT NULL, transaction_id TEXT NOT NULL,
            name TEXT NOT NULL, payload BLOB NOT NULL);
        CREATE TABLE IF NOT EXISTS private_hashes (
            key BLOB PRIMARY KEY, version INTEGER NOT NULL, metadata BLOB, value BLOB NOT NULL,
            expires INTEGER) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS private_hashes_by_expiry ON private_hashes (expires) WHERE expires IS NOT NULL;
        CREATE TABLE IF NOT EXISTS private_values (
            key BLOB PRIMARY KEY, version INTEGER NOT NULL, value BLOB NOT NULL, expires INTEGER) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS private_values_by_expiry ON private_values (expires) WHERE expires IS NOT NULL;
        CREATE TABLE IF NOT EXISTS private_writes (
            position INTEGER NOT NULL, hashed_key BLOB NOT NULL, chaincode TEXT NOT NULL, collection TEXT NOT NULL,
            key TEXT NOT NULL, value BLOB, expires INTEGER, PRIMARY KEY (position, hashed_key)) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS private_writes_by_key ON private_writes (hashed_key, position);
        CREATE INDEX IF NOT EXISTS private_writes_by_expiry ON private_writes (expires) WHERE expires IS NOT NULL;
        """;

    public static void Create(Database database)
    {
        // FULL: the log is on the disk before a commit is answered. secure_delete: purged private data leaves no trace.
        // A record of some 2 KB stays in its leaf, where pages of 4 KiB would put its tail into a page of its own: measured,
        // writing many records takes a third less. A file that exists keeps the size it was made with.
        database.Execute(FormattableString.Invariant($"PRAGMA page_size={CheckedPages.PageBytes}"));
        database.ReserveChecksums();
        database.Execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA foreign_keys=OFF;");
        database.Execute(Tables);
        var insert = database.Prepare("INSERT OR IGNORE INTO meta (name, value) VALUES ('schema', ?1)");
        insert.Bind(1, Version).Run();
        var read = database.Prepare("SELECT value FROM meta WHERE name = 'schema'");
        var found = read.Step() ? read.Text(0) : string.Empty;
        read.Reset();
        if (found != Version)
        {
            throw new LedgerDamagedException(null, $"the ledger file has schema {found}; this program writes schema {Version}");
        }
    }
}
