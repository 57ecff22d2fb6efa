namespace Insurance.Consortium.Fabric;

/// <summary>Reads what <c>osnadmin channel list --no-status</c> prints, of all channels or of one.</summary>
internal static class ChannelList
{
    /// <summary>How many blocks of the channel a node says that it has; null when the answer is not of one channel.</summary>
    public static ulong? Height(string output)
    {
        try
        {
            using var json = JsonDocument.Parse(output);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("height", out var height) && height.TryGetUInt64(out var blocks) ? blocks : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Null when the answer is no list of channels.</summary>
    public static bool? Contains(string output, string channel)
    {
        try
        {
            using var json = JsonDocument.Parse(output);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("channels", out var channels)
                ? channels.ValueKind == JsonValueKind.Array && channels.EnumerateArray().Any(item => item.TryGetProperty("name", out var name) && name.ValueEquals(channel))
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
