namespace Insurance.Bench;

/// <summary>Where the Node client connects and as whom; files by name.</summary>
internal sealed record NodeConnection(
    string Endpoint, string TlsRoot, string MspId, string Certificate, string Key, string Channel, string Chaincode);
