namespace Fabric.DevLedger.Configuration;

/// <summary>The configuration cannot be used; every problem is listed.</summary>
internal sealed class InvalidConfigurationException(IReadOnlyList<string> problems)
    : Exception("the configuration is not valid:\n- " + string.Join("\n- ", problems))
{
    public IReadOnlyList<string> Problems { get; } = problems;
}
