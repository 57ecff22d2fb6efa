namespace Insurance.Consortium.Fabric;

/// <summary>Reads what an organization's peer says of its own approval of a definition.</summary>
internal static class Approval
{
    /// <summary>
    /// Whether an organization has approved exactly a definition, by what <c>peer lifecycle chaincode checkcommitreadiness
    /// --output json</c> prints; false also when it is something else.
    /// </summary>
    public static bool IsGiven(string output, string mspId)
    {
        try
        {
            using var json = JsonDocument.Parse(output);
            return json.RootElement.GetProperty("approvals").TryGetProperty(mspId, out var approved) && approved.ValueKind == JsonValueKind.True;
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>
    /// Whether the approval is for a package, by what <c>peer lifecycle chaincode queryapproved --output json</c> prints: the
    /// definition alone does not say which package the organization runs.
    /// </summary>
    public static bool IsFor(string output, string packageId)
    {
        try
        {
            using var json = JsonDocument.Parse(output);
            return json.RootElement.GetProperty("source").GetProperty("Type").GetProperty("LocalPackage").GetProperty("package_id").ValueEquals(packageId);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return false;
        }
    }
}
