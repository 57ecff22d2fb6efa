namespace Insurance.Gateway.Fingerprints;

/// <summary>The insurers' common keys, the newest first, and what is made with them.</summary>
internal sealed class FingerprintKeys
{
    // Keeps these values apart from any other use that a key may ever be put to.
    private const string Purpose = "insurance.v1.Fingerprint";
    private readonly IReadOnlyList<byte[]> _keys;

    /// <summary>Creates them.</summary>
    /// <param name="keys">Of <see cref="FingerprintSettings.KeyBytes"/> bytes each, the newest first.</param>
    public FingerprintKeys(IReadOnlyList<byte[]> keys) => _keys = keys;

    /// <summary>Reads the files of the settings.</summary>
    /// <exception cref="ConfigurationException">A file cannot be read, is not a key, or is there twice.</exception>
    public static FingerprintKeys Load(FingerprintSettings settings)
    {
        var keys = new List<byte[]>();
        var problems = new List<string>();
        foreach (var (setting, path) in Files(settings))
        {
            if (Problem(setting, path, keys) is { } problem)
            {
                problems.Add(problem);
            }
        }

        return problems.Count == 0 ? new FingerprintKeys(keys) : throw new ConfigurationException(problems);
    }

    /// <summary>The settings that name the files, with the files.</summary>
    internal static IEnumerable<(string Setting, string Path)> Files(FingerprintSettings settings) => settings.SearchKeys
        .Select((path, number) => ($"Fingerprints:SearchKeys:{number}", path))
        .Prepend(("Fingerprints:Key", settings.Key));

    /// <summary>A thing's fingerprint under each key, 64 lower-case hexadecimal digits, under the newest first.</summary>
    /// <param name="kind">What the thing is.</param>
    /// <param name="parts">What it is known by; none holds a line's end.</param>
    public IReadOnlyList<string> Make(string kind, params IEnumerable<string> parts)
    {
        var message = System.Text.Encoding.UTF8.GetBytes(string.Join('\n', [Purpose, kind, .. parts]));
        return [.. _keys.Select(key => Convert.ToHexStringLower(HMACSHA256.HashData(key, message)))];
    }

    private static string? Problem(string setting, string path, List<byte[]> keys)
    {
        var name = $"{GatewaySettings.Section}:{setting} names the file '{path}', which";
        try
        {
            var key = File.ReadAllBytes(path);
            if (key.Length != FingerprintSettings.KeyBytes)
            {
                return $"{name} has {key.Length} bytes and not {FingerprintSettings.KeyBytes}: it is not a key of the insurers.";
            }

            if (keys.Any(other => other.AsSpan().SequenceEqual(key)))
            {
                return $"{name} holds the same key as another one named before it; name each key once.";
            }

            keys.Add(key);
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return $"{name} cannot be read: {error.Message}";
        }
    }
}
