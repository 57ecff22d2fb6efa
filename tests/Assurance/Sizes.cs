using System.Globalization;

namespace Assurance;

/// <summary>How much is tried. The same seed makes the same requests, victims and flips.</summary>
public sealed record Sizes
{
    /// <summary>First of the static members: the others take it.</summary>
    public static IReadOnlyList<string> AllParts { get; } = ["requests", "kills", "flips", "floods"];

    /// <summary>What the suite does within a CI run.</summary>
    public static Sizes Short { get; } = new();

    /// <summary>What <c>make assure</c> does unless asked otherwise.</summary>
    public static Sizes Long { get; } = new() { GatewayRequests = 60_000, LedgerRequests = 60_000, Kills = 200, Flips = 500, Floods = 4 };

    public int Seed { get; init; } = 20_261_129;

    /// <summary>Mutated requests to the gateways, gRPC and JSON.</summary>
    public int GatewayRequests { get; init; } = 3_000;

    /// <summary>Mutated requests to the ledger's peers.</summary>
    public int LedgerRequests { get; init; } = 2_000;

    /// <summary>Processes killed in the middle of load.</summary>
    public int Kills { get; init; } = 4;

    /// <summary>Data folders with one bit turned over.</summary>
    public int Flips { get; init; } = 24;

    /// <summary>Rounds of every flood.</summary>
    public int Floods { get; init; } = 1;

    /// <summary>The parts that run: requests, kills, flips, floods.</summary>
    public IReadOnlyList<string> Parts { get; init; } = AllParts;

    /// <exception cref="ArgumentException">An argument that is none of those above; the message says the usage.</exception>
    public static Sizes Parse(IEnumerable<string> arguments)
    {
        var sizes = Long;
        foreach (var argument in arguments)
        {
            var parts = argument.TrimStart('-').Split('=', 2);
            var isNumber = int.TryParse(parts[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var number);
            sizes = parts[0] switch
            {
                "only" when parts.Length == 2 && parts[1].Split(',') is var only && only.All(AllParts.Contains) => sizes with { Parts = only },
                "seed" when isNumber => sizes with { Seed = number },
                "gateway" when isNumber => sizes with { GatewayRequests = number },
                "ledger" when isNumber => sizes with { LedgerRequests = number },
                "kills" when isNumber => sizes with { Kills = number },
                "flips" when isNumber => sizes with { Flips = number },
                "floods" when isNumber => sizes with { Floods = number },
                _ => throw new ArgumentException(
                    $"'{argument}' is not known. Usage: make assure [NETWORK=fabric] ASSURE='--only={string.Join(',', AllParts)} --seed={Long.Seed} --gateway={Long.GatewayRequests} --ledger={Long.LedgerRequests} --kills={Long.Kills} --flips={Long.Flips} --floods={Long.Floods}'"),
            };
        }

        return sizes;
    }
}
