namespace Insurance.Consortium.State;

/// <summary>A chaincode definition that a ledger was brought to, or is being brought to.</summary>
/// <param name="Name">Its name on the channel.</param>
/// <param name="Version">Approved together.</param>
/// <param name="Sequence">Of the definition.</param>
/// <param name="Digest">Of policy and collections, to notice when the description says something else by now.</param>
public sealed record DeployedChaincode(string Name, string Version, int Sequence, string Digest)
{
    /// <summary>Identifies what a definition says beyond version and sequence.</summary>
    public static string DigestOf(ChaincodeDescription chaincode) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(new { chaincode.EndorsementPolicy, chaincode.Collections })));
}
