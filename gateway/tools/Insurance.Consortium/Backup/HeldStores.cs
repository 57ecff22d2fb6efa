using Microsoft.Data.Sqlite;

namespace Insurance.Consortium.Backup;

/// <summary>
/// The gateways' SQLite files, which nobody writes until this is disposed: a gateway waits, as it does for another writer. Readers go on.
/// </summary>
internal sealed class HeldStores : IDisposable
{
    private const int PatienceSeconds = 20;
    private readonly List<SqliteConnection> _held = [];

    private HeldStores()
    {
    }

    /// <summary>Waits for whoever writes now, and lets nobody write from then on.</summary>
    /// <exception cref="ConsortiumException">A file is no SQLite database, or is written for too long.</exception>
    public static HeldStores Hold(IEnumerable<string> paths)
    {
        var stores = new HeldStores();
        foreach (var path in paths)
        {
            try
            {
                var connection = Open(path);
                stores._held.Add(connection);
                Run(connection, "BEGIN IMMEDIATE");
            }
            catch (SqliteException exception)
            {
                stores.Dispose();
                throw Failed(path, exception);
            }
        }

        return stores;
    }

    /// <summary>Copies a store as it is, whole and without what was deleted from it.</summary>
    public static void Copy(string path, string copy)
    {
        try
        {
            using var connection = Open(path);
            using var command = connection.CreateCommand();
            command.CommandText = "VACUUM INTO $copy";
            command.Parameters.AddWithValue("$copy", copy);
            command.ExecuteNonQuery();
        }
        catch (SqliteException exception)
        {
            throw Failed(path, exception);
        }
    }

    public void Dispose()
    {
        foreach (var connection in _held)
        {
            // Closing ends the transaction, which has changed nothing.
            connection.Dispose();
        }

        _held.Clear();
    }

    private static SqliteConnection Open(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWrite,
            Pooling = false,
            DefaultTimeout = PatienceSeconds,
        }.ToString());
        connection.Open();
        return connection;
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static ConsortiumException Failed(string path, SqliteException exception) =>
        new(ExitCodes.Environment, $"BACKUP_STORE_FAILED: {path} cannot be copied ({exception.Message}); nothing was written. See that it is readable and the disk has space, then repeat");
}
