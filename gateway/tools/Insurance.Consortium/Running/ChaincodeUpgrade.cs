namespace Insurance.Consortium.Running;

/// <summary>What the next definition of a chaincode is.</summary>
public static partial class ChaincodeUpgrade
{
    /// <summary>The described chaincode, one sequence after the one in force.</summary>
    /// <param name="current">In force.</param>
    /// <param name="described">As consortium.yaml has it by now: policy and collections come from here.</param>
    /// <param name="version">Null: the current one with its last number raised.</param>
    public static ChaincodeDescription Next(ChaincodeDescription current, ChaincodeDescription described, string? version)
    {
        version ??= NextVersion(current.Version)
            ?? throw new ConsortiumException(ExitCodes.InvalidInput, $"version {current.Version} of chaincode {current.Name} ends in no number that could be raised; name the next one with --version");
        return Valid().IsMatch(version)
            ? described with { Version = version, Sequence = current.Sequence + 1 }
            : throw new ConsortiumException(ExitCodes.InvalidInput, $"--version is '{version}'; use letters, digits and _ . + - only, beginning with a letter or digit");
    }

    private static string? NextVersion(string version)
    {
        var digits = version.Length - version.AsSpan().TrimEnd("0123456789").Length;
        return digits is > 0 and < 10
            ? version[..^digits] + (int.Parse(version.AsSpan(version.Length - digits), NumberStyles.None, CultureInfo.InvariantCulture) + 1).ToString(CultureInfo.InvariantCulture)
            : null;
    }

    /// <summary>What Fabric allows in the label of a package, of which the version is a part.</summary>
    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9_.+-]*$", RegexOptions.CultureInvariant)]
    private static partial Regex Valid();
}
