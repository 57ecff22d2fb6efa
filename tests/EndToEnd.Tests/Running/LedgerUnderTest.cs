namespace EndToEnd.Tests.Running;

/// <summary>The ledger that this run of the tests is on. eng/test runs them once for each.</summary>
public static class LedgerUnderTest
{
    /// <summary>Name of the trait that says which tests do not run on every ledger.</summary>
    public const string Trait = "Ledger";

    /// <summary>Concerns no ledger at all: needs to run once only.</summary>
    public const string None = "none";

    /// <summary>Concerns a process that Fabric has not.</summary>
    public const string DevLedger = "devledger";

    /// <summary>Concerns processes that DevLedger has not.</summary>
    public const string Fabric = "fabric";

    /// <summary>Name of the trait that says which tests run on every release of Fabric that is found, each time.</summary>
    public const string Release = "Release";

    public const string Each = "each";

    /// <summary>Fabric in containers: tested in Docker.Tests.</summary>
    public const string Docker = "docker";

    private const string Variable = "INSURE_TEST_NETWORK";

    /// <summary>What <c>insure --network</c> calls it.</summary>
    public static string Network { get; } = Environment.GetEnvironmentVariable(Variable) switch
    {
        null or "" or DevLedger => DevLedger,
        Fabric => Fabric,
        var other => throw new InvalidOperationException($"{Variable} is '{other}'; set it to devledger or fabric."),
    };

    public static bool IsFabric => Network == Fabric;
}
