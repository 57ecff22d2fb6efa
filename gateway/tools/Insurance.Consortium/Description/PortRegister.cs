namespace Insurance.Consortium.Description;

/// <summary>Reads the ports of the file, fills in those that follow from another, and reports any that two would listen on.</summary>
internal sealed class PortRegister
{
    private const int Highest = 65_535;
    private readonly Dictionary<int, string> _taken = [];

    /// <summary>A port that the file must give.</summary>
    public int Given(YamlSection section, string key) => section.Has(key)
        ? Claim(section, key, section.Number(key, 1, Highest))
        : section.Number(key, 1, Highest);

    /// <summary>A port that the file may give.</summary>
    public int? Optional(YamlSection section, string key) =>
        section.OptionalNumber(key, 1, Highest) is { } port ? Claim(section, key, port) : null;

    /// <summary>A port that is some distance from another unless the file gives it.</summary>
    public int Derived(YamlSection section, string key, string baseKey, int basePort, int distance)
    {
        if (section.Has(key))
        {
            return Given(section, key);
        }

        // Names the key for the message about unknown ones.
        section.OptionalNumber(key, 1, Highest);
        return Follow(section, section.NameOf(key), baseKey, basePort, distance, $"give {key} explicitly");
    }

    /// <summary>A port that is always some distance from another.</summary>
    public int Follow(YamlSection section, string name, string baseKey, int basePort, int distance, string remedy)
    {
        // 1 stands for a port that was already reported.
        if (basePort <= 1)
        {
            return basePort;
        }

        var port = basePort + distance;
        if (port > Highest)
        {
            section.Report(section.LineOf(baseKey), $"{name} follows from {baseKey} as {port}, beyond {Highest}; {remedy}, or choose a lower {baseKey}");
            return port;
        }

        if (!_taken.TryAdd(port, $"{name} (that is {baseKey} + {distance})"))
        {
            section.Report(section.LineOf(baseKey), $"{name} follows from {baseKey} as {port}, which is already the port of {_taken[port]}; {remedy}");
        }

        return port;
    }

    private int Claim(YamlSection section, string key, int port)
    {
        var name = section.NameOf(key);
        if (port > 1 && !_taken.TryAdd(port, name))
        {
            section.Report(section.LineOf(key), $"{name} {port} is already the port of {_taken[port]}; ports must differ");
        }

        return port;
    }
}
