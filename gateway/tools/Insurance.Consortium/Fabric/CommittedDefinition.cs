namespace Insurance.Consortium.Fabric;

/// <summary>The definition of a chaincode that a channel goes by.</summary>
internal sealed record CommittedDefinition(string Version, int Sequence)
{
    /// <summary>Reads what <c>peer lifecycle chaincode querycommitted --output json</c> prints for one name; null when it is something else.</summary>
    public static CommittedDefinition? Read(string output)
    {
        try
        {
            using var json = JsonDocument.Parse(output);
            return new CommittedDefinition(json.RootElement.GetProperty("version").GetString()!, json.RootElement.GetProperty("sequence").GetInt32());
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }
}
