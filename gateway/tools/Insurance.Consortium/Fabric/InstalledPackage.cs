namespace Insurance.Consortium.Fabric;

/// <summary>A package that a peer has.</summary>
/// <param name="Id">Label and digest.</param>
/// <param name="Serves">Channel and chaincode of every committed definition that runs from it.</param>
internal sealed record InstalledPackage(string Id, IReadOnlyList<(string Channel, string Chaincode)> Serves)
{
    /// <summary>Reads what <c>peer lifecycle chaincode queryinstalled --output json</c> prints; null when it is something else.</summary>
    public static IReadOnlyList<InstalledPackage>? Read(string output)
    {
        try
        {
            using var json = JsonDocument.Parse(output);
            return json.RootElement.TryGetProperty("installed_chaincodes", out var packages)
                ? [.. packages.EnumerateArray().Select(Package)]
                : [];
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    public bool ServesAs(string channel, string chaincode) => Serves.Contains((channel, chaincode));

    private static InstalledPackage Package(JsonElement package)
    {
        var serves = new List<(string, string)>();
        if (package.TryGetProperty("references", out var references) && references.ValueKind == JsonValueKind.Object)
        {
            foreach (var channel in references.EnumerateObject())
            {
                serves.AddRange(channel.Value.GetProperty("chaincodes").EnumerateArray().Select(chaincode => (channel.Name, chaincode.GetProperty("name").GetString()!)));
            }
        }

        return new InstalledPackage(package.GetProperty("package_id").GetString()!, serves);
    }
}
