using System.Globalization;

namespace Generate.Go;

/// <summary>What things of the protos are called in Go.</summary>
internal static class GoNames
{
    private static readonly Dictionary<string, string> Initialisms = new(StringComparer.Ordinal)
    {
        ["hmac"] = "HMAC",
        ["id"] = "ID",
        ["ids"] = "IDs",
        ["json"] = "JSON",
        ["msp"] = "MSP",
        ["pem"] = "PEM",
        ["ppm"] = "PPM",
        ["sha256"] = "SHA256",
    };

    /// <summary>A field of a struct: policy_id is PolicyID.</summary>
    public static string Field(string name) => string.Concat(name.Split('_').Select(word => Initialisms.GetValueOrDefault(word) ?? Capital(word)));

    /// <summary>A value of an enum: of POLICY_STATUS_IN_FORCE in PolicyStatus what follows the enum's own name, InForce.</summary>
    public static string Value(string enumPrefix, string name) => string.Concat(Own(enumPrefix, name).Split('_').Select(Capital));

    /// <summary>A value of an enum in a sentence: in force.</summary>
    public static string Words(string enumPrefix, string name) => Own(enumPrefix, name).Replace('_', ' ');

    /// <summary>A function of the package: BindPolicy is bindPolicy.</summary>
    public static string Handler(string transaction) => char.ToLowerInvariant(transaction[0]) + transaction[1..];

    /// <summary>A sentence that goes on after a colon.</summary>
    public static string Continued(string sentence) =>
        sentence.Length > 1 && char.IsUpper(sentence[0]) && !char.IsUpper(sentence[1]) && sentence[1] != '-'
            ? char.ToLower(sentence[0], CultureInfo.InvariantCulture) + sentence[1..]
            : sentence;

    private static string Own(string enumPrefix, string name) => name.StartsWith(enumPrefix, StringComparison.Ordinal)
        ? name[enumPrefix.Length..].ToLowerInvariant()
        : throw new InvalidOperationException($"{name} does not begin with {enumPrefix}");

    private static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];
}
