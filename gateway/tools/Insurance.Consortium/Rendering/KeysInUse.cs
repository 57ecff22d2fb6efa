namespace Insurance.Consortium.Rendering;

/// <summary>Keys that an earlier rendering named, whose files are gone: they are not made anew.</summary>
internal static class KeysInUse
{
    /// <summary>Refuses to make a first key for a gateway whose configuration already names one.</summary>
    /// <param name="home">The state directory.</param>
    /// <param name="mspId">The insurer.</param>
    /// <param name="section">The section of the gateway's configuration that names the keys.</param>
    /// <param name="kind">What they are called.</param>
    /// <param name="loss">What is lost with them.</param>
    /// <exception cref="ConsortiumException">There was one.</exception>
    public static void DemandNone(HomeDirectory home, string mspId, string section, string kind, string loss)
    {
        var configuration = home.GatewayConfiguration(mspId);
        if (Names(configuration, section))
        {
            throw new ConsortiumException(
                ExitCodes.Environment,
                $"KEY_FILE_MISSING: {configuration} names a {kind} of {mspId}, and the file of none is there; {loss}, so none is made in its place: restore the file from its backup, or delete the section {section} of {configuration} to begin with a new one");
        }
    }

    private static bool Names(string configuration, string section)
    {
        try
        {
            return File.Exists(configuration) && JsonNode.Parse(File.ReadAllText(configuration))?["Gateway"]?[section] is JsonObject { Count: > 0 };
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // What cannot be read is written anew, and says nothing about keys.
            return false;
        }
    }
}
