namespace Insurance.Gateway.Foundation.Settings;

/// <summary>A socket to listen on.</summary>
/// <param name="Host">As configured; used in the endpoint that is announced.</param>
/// <param name="Address">The IP address to bind.</param>
/// <param name="Port">0 takes a free port.</param>
internal sealed record ListenAddress(string Host, IPAddress Address, int Port)
{
    /// <summary>Reads <c>127.0.0.1:7080</c>, <c>[::1]:7080</c>, <c>localhost:0</c> or <c>*:7080</c>.</summary>
    public static ListenAddress? Parse(string text)
    {
        var colon = text.LastIndexOf(':');
        if (colon <= 0 || !ushort.TryParse(text.AsSpan(colon + 1), out var port))
        {
            return null;
        }

        var host = text[..colon];
        var address = host switch
        {
            "localhost" => IPAddress.Loopback,
            "*" => IPAddress.IPv6Any,
            _ => IPAddress.TryParse(host.Trim('[', ']'), out var parsed) ? parsed : null,
        };
        return address is null ? null : new ListenAddress(host == "*" ? "localhost" : host, address, port);
    }
}
