using System.Text.Json;

namespace Insurance.Cli.Fabric;

/// <summary>Reads what <c>osnadmin channel list --no-status</c> prints.</summary>
internal static class ChannelList
{
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
