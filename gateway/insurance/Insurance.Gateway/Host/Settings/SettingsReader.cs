namespace Insurance.Gateway.Host.Settings;

/// <summary>Reads settings and collects every problem on the way, unknown names included.</summary>
internal sealed class SettingsReader(IConfiguration root, string section, string baseDirectory)
{
    private readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase);

    public List<string> Problems { get; } = [];

    public string Text(string name, string? fallback = null)
    {
        var value = Find(name) ?? fallback;
        if (value is null)
        {
            Problem(name, "is missing");
        }

        return value ?? "";
    }

    public string? Optional(string name) => Find(name);

    /// <summary>An existing file; a relative path is relative to the configuration file.</summary>
    public string File(string name)
    {
        var value = Text(name);
        if (value.Length == 0)
        {
            return value;
        }

        var path = Path.GetFullPath(value, baseDirectory);
        if (!System.IO.File.Exists(path))
        {
            Problem(name, $"names the file '{path}', which does not exist");
        }

        return path;
    }

    public string Directory(string name, string fallback) => Path.GetFullPath(Text(name, fallback), baseDirectory);

    public int Number(string name, int fallback, int minimum, int maximum)
    {
        if (Find(name) is not { } text)
        {
            return fallback;
        }

        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            && value >= minimum && value <= maximum)
        {
            return value;
        }

        Problem(name, $"must be a whole number from {minimum} to {maximum}, not '{text}'");
        return fallback;
    }

    public TimeSpan Duration(string name, TimeSpan fallback) => Duration(name, fallback, TimeSpan.FromHours(1), "hh:mm:ss above zero and at most one hour");

    public TimeSpan Duration(string name, TimeSpan fallback, TimeSpan longest, string range)
    {
        if (Find(name) is not { } text)
        {
            return fallback;
        }

        // A bare number would be read as days.
        if (text.Contains(':', StringComparison.Ordinal)
            && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var value)
            && value > TimeSpan.Zero && value <= longest)
        {
            return value;
        }

        Problem(name, $"must be a duration {range}, not '{text}'");
        return fallback;
    }

    public IReadOnlyList<string> Names(string name)
    {
        // Asking makes the name known: an empty list is read as the name without a value.
        if (Find(name) is not null)
        {
            Problem(name, "must not be a single value");
        }

        return [.. root.GetSection($"{section}:{name}").GetChildren().Select(child => child.Key)];
    }

    public void Problem(string name, string what) => Problems.Add($"{section}:{name} {what}.");

    /// <summary>Reports every setting of the section that nothing has asked for: most often a misspelled name.</summary>
    public void RefuseUnknown() => RefuseUnknown(root.GetSection(section), "");

    private void RefuseUnknown(IConfigurationSection parent, string prefix)
    {
        foreach (var child in parent.GetChildren())
        {
            var name = prefix + child.Key;
            // A known name may have unknown ones below it.
            if (_known.Any(item => item.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase)))
            {
                RefuseUnknown(child, name + ":");
            }
            else if (!_known.Contains(name))
            {
                Problem(name, "is not a setting");
            }
        }
    }

    private string? Find(string name)
    {
        _known.Add(name);
        var value = root[$"{section}:{name}"];
        return string.IsNullOrWhiteSpace(value) ? null : value;
    }
}
