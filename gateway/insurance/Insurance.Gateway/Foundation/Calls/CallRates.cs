namespace Insurance.Gateway.Foundation.Calls;

/// <summary>Bounds how often one token, or one address, calls. Each has so many calls at once, which grow back evenly in a minute.</summary>
/// <remarks>
/// A source is forgotten when all of its calls have grown back. When more sources are known than are kept apart, those that
/// come then share one allowance: an attacker with many addresses slows down other newcomers, and takes no memory.
/// </remarks>
internal sealed class CallRates(int callsPerMinute, TimeProvider clock)
{
    private const int MostSources = 10_000;
    private const string Others = "others";
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (double Left, long Seen)> _sources = new(StringComparer.Ordinal);

    /// <summary>The name of an address: of an IPv6 address its network, since one subscriber has a whole one.</summary>
    public static string NameOf(IPAddress? address)
    {
        if (address is null)
        {
            return "address unknown";
        }

        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        var bytes = plain.GetAddressBytes();
        return "address " + Convert.ToHexString(bytes.Length == 16 ? bytes.AsSpan(0, 8) : bytes);
    }

    /// <summary>Takes one call of a source's; false when it has none left.</summary>
    public bool TryTake(string source)
    {
        lock (_gate)
        {
            var now = clock.GetTimestamp();
            if (!_sources.ContainsKey(source) && _sources.Count >= MostSources)
            {
                Forget(now);
                source = _sources.Count >= MostSources ? Others : source;
            }

            var left = Left(source, now);
            var allowed = left >= 1;
            _sources[source] = (allowed ? left - 1 : left, now);
            return allowed;
        }
    }

    private double Left(string source, long now) => _sources.TryGetValue(source, out var state)
        ? Math.Min(callsPerMinute, state.Left + (clock.GetElapsedTime(state.Seen, now).TotalMinutes * callsPerMinute))
        : callsPerMinute;

    private void Forget(long now)
    {
        foreach (var source in _sources.Keys.Where(source => Left(source, now) >= callsPerMinute).ToList())
        {
            _sources.Remove(source);
        }
    }
}
