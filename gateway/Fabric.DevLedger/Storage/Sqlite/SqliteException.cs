namespace Fabric.DevLedger.Storage.Sqlite;

/// <summary>SQLite refused an operation.</summary>
internal sealed class SqliteException(int code, string message) : Exception(message)
{
    /// <summary>SQLite's result code.</summary>
    public int Code { get; } = code;
}
