namespace Insurance.Gateway.Foundation.Errors;

/// <summary>A store of the gateway's own, or a key to it, is not what it was.</summary>
internal sealed class KeyStoreException : ConfigurationException
{
    /// <summary>Creates it.</summary>
    public KeyStoreException(params IReadOnlyList<Finding> findings)
        : base([.. findings.Select(finding => finding.ToString())]) => Findings = findings;

    /// <summary>What was found, with codes.</summary>
    public IReadOnlyList<Finding> Findings { get; }
}
