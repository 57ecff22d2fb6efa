namespace Insurance.Gateway.Privacy;

/// <summary>Persons' keys in an SQLite file, each wrapped with a key-encryption key that is not in it.</summary>
internal sealed partial class PersonKeyStore : IPersonKeyStore
{
    private const int KeyBytes = 32;

    private readonly Lock _gate = new();
    private readonly string _path;
    private readonly KeyEncryptionKeys _wrapping;
    private readonly SqliteConnection _connection;
    private readonly StoreMark _mark;

    private PersonKeyStore(string path, KeyEncryptionKeys wrapping, SqliteConnection connection)
    {
        _path = path;
        _owner = new StoreOwner(Path.GetFullPath(path));
        _mark = new StoreMark(path);
        _wrapping = wrapping;
        _connection = connection;
    }

    /// <summary>Opens the file, or makes it.</summary>
    /// <param name="path">The file; it and what SQLite puts beside it are readable by their owner alone.</param>
    /// <param name="wrapping">Owned by the store from here on.</param>
    /// <exception cref="ConfigurationException">The keys at hand are not those that the file was written with.</exception>
    public static PersonKeyStore Open(string path, KeyEncryptionKeys wrapping)
    {
        SqliteConnection? connection = null;
        PersonKeyStore? store = null;
        try
        {
            if (new StoreMark(path).IsLost)
            {
                throw Lost(path);
            }

            OwnerOnlyFile.Ensure(path);
            connection = new SqliteConnection(new SqliteConnectionStringBuilder
            {
                DataSource = path,
                Mode = SqliteOpenMode.ReadWrite,
                Pooling = false,
            }.ToString());
            connection.Open();
            store = new PersonKeyStore(path, wrapping, connection);
            store.Prepare();
            return store;
        }
        catch (Exception error)
        {
            store?._owner.Dispose();
            connection?.Dispose();
            wrapping.Dispose();
            if (error is SqliteException or IOException or UnauthorizedAccessException or InvalidCastException)
            {
                throw new KeyStoreException(Finding.Fatal(
                    "KEY_STORE_UNUSABLE", $"The key store {path} cannot be used: {error.Message} Restore it from a backup, or make it readable."));
            }

            throw;
        }
    }

    /// <inheritdoc/>
    public byte[]? FindOrCreate(string partyId)
    {
        lock (_gate)
        {
            if (Read(partyId) is { } known)
            {
                return known;
            }

            if (Scalar("SELECT 1 FROM erased WHERE party = $party", ("$party", partyId)) is not null)
            {
                return null;
            }

            var key = RandomNumberGenerator.GetBytes(KeyBytes);
            Insert(partyId, key);
            CryptographicOperations.ZeroMemory(key);

            // Another process of the same gateway may have been first.
            return Read(partyId);
        }
    }

    /// <inheritdoc/>
    public byte[]? Find(string partyId)
    {
        lock (_gate)
        {
            return Read(partyId);
        }
    }

    /// <summary>How many persons' keys each key-encryption key has wrapped.</summary>
    public IReadOnlyDictionary<string, long> Count()
    {
        lock (_gate)
        {
            return Counted();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _connection.Dispose();
            _wrapping.Dispose();
            _owner.Dispose();
        }
    }

    private void Insert(string partyId, byte[] key) => Run(
        "INSERT OR IGNORE INTO person_keys (party, kek, wrapped) VALUES ($party, $kek, $wrapped)",
        ("$party", partyId), ("$kek", _wrapping.CurrentId), ("$wrapped", _wrapping.Wrap(key)));

    private byte[]? Read(string partyId)
    {
        using var command = Command("SELECT kek, wrapped FROM person_keys WHERE party = $party", ("$party", partyId));
        using var row = command.ExecuteReader();
        return row.Read() ? _wrapping.Unwrap(row.GetString(0), row.GetFieldValue<byte[]>(1)) : null;
    }

    private Dictionary<string, long> Counted()
    {
        using var command = Command("SELECT kek, COUNT(*) FROM person_keys GROUP BY kek");
        using var row = command.ExecuteReader();
        var counted = new Dictionary<string, long>(StringComparer.Ordinal);
        while (row.Read())
        {
            counted[row.GetString(0)] = row.GetInt64(1);
        }

        return counted;
    }

    private void Run(string sql, params ReadOnlySpan<(string Name, object Value)> values)
    {
        using var command = Command(sql, values);
        command.ExecuteNonQuery();
    }

    private object? Scalar(string sql, params ReadOnlySpan<(string Name, object Value)> values)
    {
        using var command = Command(sql, values);
        return command.ExecuteScalar();
    }

    private SqliteCommand Command(string sql, params ReadOnlySpan<(string Name, object Value)> values)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in values)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }
}
