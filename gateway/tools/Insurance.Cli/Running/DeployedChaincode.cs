namespace Insurance.Cli.Running;

/// <summary>A chaincode definition that a ledger was brought to, or is being brought to.</summary>
/// <param name="Name">Its name on the channel.</param>
/// <param name="Version">Approved together.</param>
/// <param name="Sequence">Of the definition.</param>
/// <param name="Digest">Of policy and collections, to notice when the description says something else by now.</param>
internal sealed record DeployedChaincode(string Name, string Version, int Sequence, string Digest);
