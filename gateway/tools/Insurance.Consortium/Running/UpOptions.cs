namespace Insurance.Consortium.Running;

/// <summary>How to start a consortium.</summary>
/// <param name="ConsortiumFile">Null: the repository's own.</param>
/// <param name="BasePort">Null: the ports of the file; 0: free ones; otherwise counted up from it.</param>
/// <param name="Timeout">How long everything may take until it answers.</param>
/// <param name="Network">Null: the directory's own, DevLedger for a new one.</param>
public sealed record UpOptions(string? ConsortiumFile, int? BasePort, TimeSpan Timeout, NetworkKind? Network = null)
{
    /// <summary>A person says that the clock is right, however it looks.</summary>
    public bool AcceptClock { get; init; }

    /// <summary>The address on which the gateways are to listen; null: as before.</summary>
    public string? Listen { get; init; }

    /// <summary>Names under which others reach them; empty: as before, unless <see cref="Listen"/> is given.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>The clock can be moved from now on; see <see cref="ConsortiumClock"/>.</summary>
    public bool MovableClock { get; init; }
}
