using System.Globalization;
using Insurance.Consortium.State;

namespace Insurance.Bench;

/// <summary>What to measure. Every size can be made smaller for a quick look.</summary>
internal sealed record Options
{
    /// <summary>Submits at 64 and at 256 in flight; a twentieth at 1.</summary>
    public int Submits { get; init; } = 20_000;

    public int Evaluates { get; init; } = 30_000;

    /// <summary>Binds and claims through the gateway at each portfolio size.</summary>
    public int Business { get; init; } = 4_000;

    /// <summary>Portfolio sizes at which bind and claim are measured, ascending.</summary>
    public IReadOnlyList<int> Policies { get; init; } = [1_000, 100_000, 1_000_000];

    /// <summary>Policies of the event that is settled at each portfolio size.</summary>
    public int Event { get; init; } = 10_000;

    /// <summary>Policies of the one large event that is settled at the end; none without.</summary>
    public int Settle { get; init; } = 100_000;

    /// <summary>The parts to measure: ledger, portfolio, settle, comparison.</summary>
    public IReadOnlyList<string> Only { get; init; } = Parts;

    private static readonly string[] Parts = ["ledger", "portfolio", "settle", "comparison"];

    /// <summary>Submits of each client in each round of the comparison with the official Node client.</summary>
    public int Compare { get; init; } = 3_000;

    /// <summary>Rounds of the comparison.</summary>
    public int Rounds { get; init; } = 5;

    /// <summary>What keeps the ledger.</summary>
    public NetworkKind Network { get; init; } = NetworkKind.DevLedger;

    /// <summary>Description of the consortium; absent for the repository's own.</summary>
    public string? ConsortiumFile { get; init; }

    public static Options Parse(string[] arguments)
    {
        var options = new Options();
        foreach (var argument in arguments)
        {
            var parts = argument.TrimStart('-').Split('=', 2);
            var numbers = parts.Length == 2
                ? parts[1].Split(',').Select(n => int.TryParse(n, NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out var value) && value > 0 ? value : -1).ToArray()
                : [];
            options = (parts[0], numbers) switch
            {
                ("network", _) when parts[^1] is "devledger" or "fabric" => options with { Network = Enum.Parse<NetworkKind>(parts[1], ignoreCase: true) },
                ("config", _) when parts.Length == 2 => options with { ConsortiumFile = parts[1] },
                ("only", _) when parts.Length == 2 && parts[1].Split(',') is var only && only.All(Parts.Contains) => options with { Only = only },
                _ when numbers.Length == 0 || numbers.Contains(-1) => throw new ArgumentException(Usage),
                ("submits", [var n]) => options with { Submits = n },
                ("evaluates", [var n]) => options with { Evaluates = n },
                ("business", [var n]) => options with { Business = n },
                ("event", [var n]) => options with { Event = n },
                ("settle", [var n]) => options with { Settle = n },
                ("compare", [var n]) => options with { Compare = n },
                ("rounds", [var n]) => options with { Rounds = n },
                ("policies", _) => options with { Policies = [.. numbers.Order()] },
                _ => throw new ArgumentException(Usage),
            };
        }

        return options;
    }

    private const string Usage =
        "usage: insurance-bench [--network=devledger|fabric] [--config=consortium.yaml] [--submits=20000] [--evaluates=30000] [--business=4000] [--policies=1000,100000,1000000] [--event=10000] [--settle=100000] [--compare=3000] [--rounds=5] [--only=ledger,portfolio,settle,comparison]";
}
