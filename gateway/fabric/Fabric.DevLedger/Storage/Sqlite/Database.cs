namespace Fabric.DevLedger.Storage.Sqlite;

/// <summary>One SQLite connection. Not thread-safe: its owner serializes its use.</summary>
/// <remarks>
/// Talks to SQLite's own interface rather than ADO.NET, because the hot path binds and reads blobs without copies and
/// keeps every statement prepared.
/// </remarks>
internal sealed class Database : IDisposable
{
    // SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE.
    private const int KeepLogWhenClosed = 1006;

    private readonly sqlite3 _handle;
    private readonly List<Statement> _statements = [];

    private readonly DamageAlarm? _alarm;

    static Database()
    {
        Batteries_V2.Init();
        CheckedPages.Register();
    }

    private Database(sqlite3 handle, DamageAlarm? alarm) => (_handle, _alarm) = (handle, alarm);

    /// <summary>Rows changed by the statement that ran last.</summary>
    public int Changes => raw.sqlite3_changes(_handle);

    /// <summary>Whether a transaction is open; SQLite itself ends one that it could not write.</summary>
    public bool InTransaction => raw.sqlite3_get_autocommit(_handle) == 0;

    /// <param name="path">The file; empty for a database that is gone when it is closed.</param>
    /// <param name="alarm">Called with damage that is found.</param>
    /// <param name="checkedPages">Whether pages have checksums; false for the files of earlier releases.</param>
    public static Database Open(string path, bool readOnly, int cacheKibibytes, DamageAlarm? alarm = null, bool checkedPages = true)
    {
        var flags = raw.SQLITE_OPEN_NOMUTEX |
            (readOnly ? raw.SQLITE_OPEN_READONLY : raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE);
        var code = raw.sqlite3_open_v2(path, out var handle, flags, checkedPages && path.Length > 0 ? CheckedPages.Name : null);
        if (code != raw.SQLITE_OK)
        {
            handle?.Dispose();
            throw new SqliteException(code, $"cannot open {path}: {raw.sqlite3_errstr(code).utf8_to_string()}");
        }

        var database = new Database(handle, alarm);
        raw.sqlite3_extended_result_codes(handle, 1);
        raw.sqlite3_busy_timeout(handle, 10_000);
        database.Execute(FormattableString.Invariant($"PRAGMA cache_size=-{cacheKibibytes}"));
        return database;
    }

    /// <summary>
    /// Whether the log stays as it is when the last connection is closed. SQLite would otherwise take what it can read of it into the
    /// file and remove it: behind a page that is damaged there may be blocks that somebody can still save.
    /// </summary>
    public void KeepLog(bool keep) => Check(raw.sqlite3_db_config(_handle, KeepLogWhenClosed, keep ? 1 : 0, out _));

    public Statement Prepare(string sql)
    {
        var code = raw.sqlite3_prepare_v3(_handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out var handle);
        Check(code);
        var statement = new Statement(this, handle);
        _statements.Add(statement);
        return statement;
    }

    public void Execute(string sql) => Check(raw.sqlite3_exec(_handle, sql));

    public void Check(int code)
    {
        if (code is not (raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE))
        {
            var message = raw.sqlite3_errmsg(_handle).utf8_to_string();
            if (code == CheckedPages.DamagedPage)
            {
                message = FormattableString.Invariant($"page {CheckedPages.LastDamagedPage} is not what was written to it");
            }

            if (SqliteException.MeansDamage(code))
            {
                _alarm?.Raise(message);
            }

            throw new SqliteException(code, message);
        }
    }

    /// <summary>Copies all pages to a database that is still empty; from within a transaction, as that sees them.</summary>
    public void CopyTo(Database destination)
    {
        using var copy = raw.sqlite3_backup_init(destination._handle, "main", _handle, "main");
        if (copy is null || copy.IsInvalid)
        {
            destination.Check(raw.sqlite3_extended_errcode(destination._handle));
            throw new SqliteException(raw.SQLITE_ERROR, "the copy cannot be begun");
        }

        var code = raw.sqlite3_backup_step(copy, -1);
        if (code != raw.SQLITE_DONE)
        {
            // A page that cannot be read is the source's, all else is reported by the destination.
            throw new SqliteException(code, code == CheckedPages.DamagedPage
                ? FormattableString.Invariant($"page {CheckedPages.LastDamagedPage} is not what was written to it")
                : raw.sqlite3_errstr(code).utf8_to_string());
        }

        destination.Check(raw.sqlite3_backup_finish(copy));
    }

    /// <summary>Has a file that is still empty keep checksums of its pages.</summary>
    public void ReserveChecksums() => CheckedPages.Reserve(_handle);

    public void Dispose()
    {
        foreach (var statement in _statements)
        {
            statement.Dispose();
        }

        _handle.Dispose();
    }
}
