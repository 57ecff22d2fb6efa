namespace Insurance.Consortium.Callers;

/// <summary>What came of taking a caller's certificates back.</summary>
/// <param name="Organization">MSP id.</param>
/// <param name="Name">Who.</param>
/// <param name="SerialNumbers">Those that were taken back now, in hexadecimal; none: all had been before.</param>
/// <param name="RevocationList">The file from which the gateway knows.</param>
/// <param name="Replaced">The command line itself calls under this name, and got another certificate.</param>
/// <param name="IsWatched">False: the gateway's configuration is of before it had a list; it reads none until the next start.</param>
public sealed record RevokedCaller(
    string Organization, string Name, IReadOnlyList<string> SerialNumbers, string RevocationList, bool Replaced, bool IsWatched);
