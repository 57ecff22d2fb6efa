namespace Insurance.Gateway.Foundation.Errors;

/// <summary>The configuration cannot be used. Holds every problem found, not only the first.</summary>
internal class ConfigurationException : Exception
{
    /// <summary>Creates it from the problems found.</summary>
    public ConfigurationException(IReadOnlyList<string> problems)
        : base("The configuration has " + (problems.Count == 1 ? "a problem" : $"{problems.Count} problems") + ":\n"
            + string.Join('\n', problems.Select(problem => "  - " + problem)))
    {
        Problems = problems;
    }

    /// <summary>One sentence each, beginning with the setting's name.</summary>
    public IReadOnlyList<string> Problems { get; }
}
