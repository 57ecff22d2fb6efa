namespace Insurance.Gateway.Privacy;

/// <summary>The organization's keys that wrap the persons' keys, by id. New wraps are made with the current one.</summary>
internal sealed class KeyEncryptionKeys : IDisposable
{
    /// <summary>The length of each in bytes: AES-256.</summary>
    public const int KeyBytes = 32;

    private readonly Dictionary<string, byte[]> _keys;

    /// <summary>Creates it.</summary>
    /// <param name="currentId">One of the ids.</param>
    /// <param name="keys">32 bytes each.</param>
    public KeyEncryptionKeys(string currentId, IReadOnlyDictionary<string, byte[]> keys)
    {
        ArgumentOutOfRangeException.ThrowIfZero(keys.Count, nameof(keys));
        if (!keys.ContainsKey(currentId) || keys.Values.Any(key => key.Length != KeyBytes))
        {
            throw new ArgumentException("The current key must be among them, and each must have 32 bytes.", nameof(keys));
        }

        CurrentId = currentId;
        _keys = keys.ToDictionary(StringComparer.Ordinal);
    }

    /// <summary>The id of the key for new wraps.</summary>
    public string CurrentId { get; }

    /// <summary>Every id.</summary>
    public IReadOnlyCollection<string> Ids => _keys.Keys;

    /// <summary>Reads the files of the settings.</summary>
    /// <exception cref="ConfigurationException">A file cannot be read or has not 32 bytes.</exception>
    public static KeyEncryptionKeys Load(PersonalDataSettings settings)
    {
        var loaded = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var problems = new List<Finding>();
        foreach (var (id, path) in settings.Keys)
        {
            var name = $"{GatewaySettings.Section}:PersonalData:Keys:{id} ({path})";
            try
            {
                var key = File.ReadAllBytes(path);
                if (key.Length == KeyBytes)
                {
                    loaded[id] = key;
                }
                else
                {
                    problems.Add(Unusable($"{name} has {key.Length} bytes; a key-encryption key is {KeyBytes} random bytes."));
                }
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                problems.Add(Unusable($"{name} cannot be read: {error.Message}"));
            }
        }

        return problems.Count == 0
            ? new KeyEncryptionKeys(settings.CurrentKey, loaded)
            : throw new KeyStoreException(problems);
    }

    private static Finding Unusable(string problem) => Finding.Fatal("KEY_ENCRYPTION_KEY_UNUSABLE", problem);

    /// <summary>Wraps a key with the current one, as RFC 5649 has it.</summary>
    public byte[] Wrap(ReadOnlySpan<byte> key) => Wrap(CurrentId, key);

    /// <summary>Wraps a key with one of them.</summary>
    public byte[] Wrap(string id, ReadOnlySpan<byte> key)
    {
        using var aes = Aes.Create();
        aes.SetKey(_keys[id]);
        return aes.EncryptKeyWrapPadded(key);
    }

    /// <summary>Unwraps what was wrapped with one of them.</summary>
    /// <exception cref="CryptographicException">It was wrapped with another key, or is damaged.</exception>
    public byte[] Unwrap(string id, ReadOnlySpan<byte> wrapped)
    {
        using var aes = Aes.Create();
        aes.SetKey(_keys.TryGetValue(id, out var key) ? key : throw new CryptographicException($"There is no key-encryption key '{id}'."));
        return aes.DecryptKeyWrapPadded(wrapped);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var key in _keys.Values)
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }
}
