namespace Insurance.Gateway.Foundation.Files;

/// <summary>An SQLite file of the gateway's own, made when it is first needed, for its owner alone. What is committed is on the disk.</summary>
/// <param name="path">The file.</param>
/// <param name="schema">Statements that make the tables where they are not there.</param>
internal sealed class StateDatabase(string path, string schema)
{
    private readonly Lock _gate = new();
    private string? _connectionString;

    /// <summary>Runs before the file is made or used for the first time, and may refuse that.</summary>
    public Action Before { get; init; } = static () => { };

    /// <summary>Runs once the file is there.</summary>
    public Action After { get; init; } = static () => { };

    /// <summary>A statement with its values.</summary>
    public static SqliteCommand Command(SqliteConnection connection, string sql, params IEnumerable<(string Name, object Value)> values)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(values);
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in values)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }

    /// <summary>A connection for one piece of work.</summary>
    public SqliteConnection Open()
    {
        lock (_gate)
        {
            _connectionString ??= Create();
        }

        var connection = new SqliteConnection(_connectionString);
        connection.Open();
        using var settings = Command(connection, "PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000");
        settings.ExecuteNonQuery();
        return connection;
    }

    private string Create()
    {
        Before();
        OwnerOnlyFile.Ensure(path);
        var text = new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWrite }.ToString();
        using var connection = new SqliteConnection(text);
        connection.Open();
        using var tables = Command(connection, "PRAGMA journal_mode = WAL;" + schema);
        tables.ExecuteNonQuery();
        After();
        return text;
    }
}
