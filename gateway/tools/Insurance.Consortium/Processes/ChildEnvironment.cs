using System.Collections;

namespace Insurance.Consortium.Processes;

/// <summary>
/// The environment of a program that this one starts: what every program needs, what its start names, and nothing else. The operator's
/// shell holds more, passwords and tokens of other systems among it, which a ledger, a gateway, a chaincode and their logs and crash
/// dumps have no business with.
/// </summary>
internal static class ChildEnvironment
{
    /// <summary>Names of further variables to hand on, separated by commas: for a PKCS#11 module or a telemetry collector, say.</summary>
    public const string PassVariable = "INSURE_PASS_ENVIRONMENT";

    private static readonly HashSet<string> Names = new(StringComparer.Ordinal)
    {
        "PATH", "HOME", "USER", "LOGNAME", "TZ", "LANG", "TMPDIR", "SSL_CERT_FILE", "SSL_CERT_DIR",
    };

    private static readonly string[] Prefixes = ["LC_", "DOTNET_"];

    /// <summary>Gives the start this environment.</summary>
    /// <param name="start">Of the program.</param>
    /// <param name="named">What the start itself needs; a null removes the variable.</param>
    /// <param name="also">Whether a further inherited variable is needed.</param>
    public static void Apply(ProcessStartInfo start, IReadOnlyDictionary<string, string?> named, Func<string, bool>? also = null)
    {
        start.Environment.Clear();
        var passed = Passed(Environment.GetEnvironmentVariable(PassVariable));
        foreach (DictionaryEntry inherited in Environment.GetEnvironmentVariables())
        {
            var name = (string)inherited.Key;
            if (IsKept(name) || passed.Contains(name) || also?.Invoke(name) == true)
            {
                start.Environment[name] = (string?)inherited.Value;
            }
        }

        foreach (var (name, value) in named)
        {
            if (value is null)
            {
                start.Environment.Remove(name);
            }
            else
            {
                start.Environment[name] = value;
            }
        }
    }

    /// <summary>Whether every program gets the variable.</summary>
    public static bool IsKept(string name) => Names.Contains(name) || Prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal));

    private static HashSet<string> Passed(string? list) =>
        [.. (list ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
}
