namespace Insurance.Consortium.Description;

/// <summary>The release of a Fabric program, as far as it decides whether the platform can run on it.</summary>
public readonly partial record struct FabricVersion(int Major, int Minor, int Patch) : IComparable<FabricVersion>
{
    /// <summary>The first with the gateway service's retries, purging of private data and capability V2_5.</summary>
    public static FabricVersion Oldest { get; } = new(2, 5, 0);

    /// <summary>The first with capability V3_0, and so with BFT.</summary>
    public static FabricVersion WithV3 { get; } = new(3, 0, 0);

    /// <summary>Those that it was run on.</summary>
    public static IReadOnlyList<FabricVersion> Tried { get; } = [new(2, 5, 12), new(2, 5, 16), new(3, 1, 5)];

    /// <summary>Reads what <c>peer version</c> and <c>orderer version</c> print; null when no version is in it.</summary>
    public static FabricVersion? Parse(string output) =>
        Line().Match(output) is { Success: true } match
            ? new FabricVersion(Number(match.Groups[1]), Number(match.Groups[2]), match.Groups[3].Success ? Number(match.Groups[3]) : 0)
            : null;

    public int CompareTo(FabricVersion other) => (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));

    public static bool operator <(FabricVersion left, FabricVersion right) => left.CompareTo(right) < 0;

    public static bool operator >(FabricVersion left, FabricVersion right) => left.CompareTo(right) > 0;

    public static bool operator <=(FabricVersion left, FabricVersion right) => left.CompareTo(right) <= 0;

    public static bool operator >=(FabricVersion left, FabricVersion right) => left.CompareTo(right) >= 0;

    public override string ToString() => $"{Major}.{Minor}.{Patch}";

    private static int Number(Group group) => int.Parse(group.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\s*Version:\s*v?(\d{1,5})\.(\d{1,5})(?:\.(\d{1,5}))?", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Line();
}
