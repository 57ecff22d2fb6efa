namespace Insurance.Consortium.Rendering.Fabric;

/// <summary>Writes what compose needs into the state directory.</summary>
public static class ComposeRenderer
{
    /// <param name="home">The state directory.</param>
    /// <param name="consortium">What to render.</param>
    /// <param name="chaincodeId">The package that the consortium's own chaincode is installed from.</param>
    public static void Render(HomeDirectory home, ConsortiumDescription consortium, string chaincodeId)
    {
        RestrictedFile.Write(home.ComposeFile, ComposeFile.Render(consortium));
        RestrictedFile.Write(home.ComposeEnvironment, ComposeEnvironment.Render(home, chaincodeId));
    }
}
