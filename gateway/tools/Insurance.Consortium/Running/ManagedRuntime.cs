namespace Insurance.Consortium.Running;

/// <summary>Settings of the .NET runtime for processes that a developer starts and stops many times a day.</summary>
internal static class ManagedRuntime
{
    /// <summary>A quick start matters more here than the last percent of steady speed.</summary>
    public static IReadOnlyDictionary<string, string?> ShortLived { get; } = new Dictionary<string, string?>
    {
        ["DOTNET_TieredPGO"] = "0",
        ["DOTNET_gcConcurrent"] = "0",
    };
}
