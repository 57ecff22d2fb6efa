namespace Insurance.Consortium.Description;

/// <summary>Where the gateways of a consortium listen, and under which names others reach them.</summary>
/// <param name="Address">An IP address of this machine; 0.0.0.0 or :: for all of them.</param>
/// <param name="Names">Host names and IP addresses that the gateways' certificates are also for.</param>
public sealed partial record GatewayListening(string Address, IReadOnlyList<string> Names)
{
    private const string Localhost = "localhost";

    /// <summary>On the loopback interface, as long as nobody asks for more.</summary>
    public static GatewayListening Usual { get; } = new($"{IPAddress.Loopback}", []);

    [JsonIgnore]
    public IPAddress Ip => IPAddress.Parse(Address);

    /// <summary>Whether others than this machine's own processes can reach it.</summary>
    [JsonIgnore]
    public bool IsOpen => !IPAddress.IsLoopback(Ip);

    [JsonIgnore]
    public bool IsEverywhere => Ip.Equals(IPAddress.Any) || Ip.Equals(IPAddress.IPv6Any);

    /// <summary>What this machine calls it by.</summary>
    [JsonIgnore]
    public string LocalHost => IsEverywhere || Ip.Equals(IPAddress.Loopback) ? Localhost : Host(Ip);

    /// <summary>The address as an engine of containers takes it.</summary>
    [JsonIgnore]
    public string PublishedHost => Host(Ip);

    /// <summary>What others call it by.</summary>
    [JsonIgnore]
    public string PublicHost => Names.Count == 0 ? LocalHost : IPAddress.TryParse(Names[0], out var address) ? Host(address) : Names[0];

    /// <summary>The names that are no addresses.</summary>
    [JsonIgnore]
    public IEnumerable<string> DnsNames => Names.Where(name => !IPAddress.TryParse(name, out _));

    /// <summary>All addresses that a certificate must name.</summary>
    [JsonIgnore]
    public IEnumerable<IPAddress> Addresses =>
        [.. IsEverywhere ? Array.Empty<IPAddress>() : [Ip], .. Names.Where(name => IPAddress.TryParse(name, out _)).Select(IPAddress.Parse)];

    /// <summary>
    /// What is wanted: an address that is given begins anew with the names that come with it, names alone replace those before, and
    /// without both it stays as it was.
    /// </summary>
    /// <exception cref="ConsortiumException">The address is none, or a name is none.</exception>
    public static GatewayListening Choose(GatewayListening? before, string? listen, IReadOnlyList<string> names)
    {
        if (listen is null && names.Count == 0)
        {
            return before ?? Usual;
        }

        var address = listen is null ? (before ?? Usual).Address : $"{ParseAddress(listen)}";
        return new GatewayListening(address, [.. names.Select(ParseName).Distinct(StringComparer.Ordinal)]);
    }

    /// <summary>Whether both are the same to everybody.</summary>
    public bool IsSame(GatewayListening? other) => other is not null && Address == other.Address && Names.SequenceEqual(other.Names, StringComparer.Ordinal);

    /// <summary>Refuses an address that is not this machine's.</summary>
    /// <exception cref="ConsortiumException">Nothing can listen there.</exception>
    public void DemandHere()
    {
        try
        {
            using var socket = new Socket(Ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(Ip, 0));
        }
        catch (SocketException exception)
        {
            throw new ConsortiumException(ExitCodes.Environment, $"LISTEN_ADDRESS_UNAVAILABLE: nothing on this machine can listen on {Address} ({exception.Message}); name one of its addresses with --listen, or 0.0.0.0 for all. Nothing was changed");
        }
    }

    private static IPAddress ParseAddress(string text)
    {
        if (!IPAddress.TryParse(text, out var address) || (address.AddressFamily == AddressFamily.InterNetwork && text.Count(character => character == '.') != 3)
            || address.IsIPv6Multicast || address.Equals(IPAddress.Broadcast) || (address.AddressFamily == AddressFamily.InterNetwork && address.GetAddressBytes()[0] >= 224))
        {
            throw new ConsortiumException(ExitCodes.InvalidInput, $"LISTEN_ADDRESS_INVALID: --listen is '{text}'; give an IP address of this machine, such as 192.0.2.7, or 0.0.0.0 for all of them (ports are those of consortium.yaml or --base-port). Nothing was changed");
        }

        return address;
    }

    private static string ParseName(string text)
    {
        const int Longest = 253;
        if (IPAddress.TryParse(text, out var address) && (text.Contains(':', StringComparison.Ordinal) || text.Count(character => character == '.') == 3))
        {
            return $"{address}";
        }

        var name = text.ToLowerInvariant();
        return name.Length is > 0 and <= Longest && Name().IsMatch(name)
            ? name
            : throw new ConsortiumException(ExitCodes.InvalidInput, $"NAME_INVALID: --name is '{text}'; give a host name, such as sandbox.example, without scheme and port, or an IP address. Nothing was changed");
    }

    private static string Host(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : $"{address}";

    // RFC 1123: labels of letters, digits and hyphens, the last not of digits alone.
    [GeneratedRegex(@"\A(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?\z")]
    private static partial Regex Name();
}
