namespace Insurance.Consortium.Fabric;

/// <summary>Reads what <c>peer channel getinfo</c> prints.</summary>
internal static class ChainInfo
{
    private const string Prefix = "Blockchain info: ";

    public static ulong? Height(string output)
    {
        var line = output.Split('\n').FirstOrDefault(text => text.StartsWith(Prefix, StringComparison.Ordinal));
        if (line is null)
        {
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(line[Prefix.Length..]);
            return json.RootElement.TryGetProperty("height", out var height) && height.TryGetUInt64(out var value) ? value : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
