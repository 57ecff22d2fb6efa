namespace Fabric.DevLedger.Storage.Sqlite;

/// <summary>SQLite refused an operation.</summary>
internal sealed class SqliteException(int code, string message) : Exception(message)
{
    // A code's last byte is its class.
    private const int ClassMask = 0xff;

    /// <summary>SQLite's extended result code.</summary>
    public int Code { get; } = code;

    /// <summary>Whether what is on the disk is not what was written, as opposed to a disk that takes or gives nothing now.</summary>
    public bool IsDamage => MeansDamage(Code);

    public static bool MeansDamage(int code) =>
        code == CheckedPages.DamagedPage || (code & ClassMask) is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB;
}
