namespace Insurance.Cli.Rendering;

/// <summary>The state directory of one consortium and where everything in it lies.</summary>
internal sealed class HomeDirectory(string path)
{
    public string Path { get; } = System.IO.Path.GetFullPath(path);

    public string StateFile => In("state.json");

    /// <summary>What the directory is for; unlike the state, it stays when everything is stopped.</summary>
    public string RecordFile => In("network.json");

    public string LockFile => In("lock");

    public string ConsortiumFile => In("consortium.yaml");

    public string DevLedgerConfiguration => In("devledger.json");

    public string LedgerData => In("ledger");

    public string Logs => In("logs");

    public string Organizations => In("organizations");

    public string Callers => In("callers");

    public string Log(string process) => In("logs", process + ".log");

    public string Organization(string mspId) => In("organizations", mspId);

    public string CertificateAuthority(string mspId) => In("organizations", mspId, "ca");

    /// <summary>The CA certificate of an organization: the root of its peer, gateway and callers.</summary>
    public string CaCertificate(string mspId) => In("organizations", mspId, "ca", "ca.crt");

    public string CaKey(string mspId) => In("organizations", mspId, "ca", "ca.key");

    /// <summary>The organization's public MSP directory, without a signing identity.</summary>
    public string Msp(string mspId) => In("organizations", mspId, "msp");

    /// <summary>The MSP directory of a node: the public one and the node's own key.</summary>
    public string NodeMsp(string mspId, string node) => In("organizations", mspId, node, "msp");

    public string TlsCertificate(string mspId, string node) => In("organizations", mspId, node, "tls", "server.crt");

    public string TlsKey(string mspId, string node) => In("organizations", mspId, node, "tls", "server.key");

    /// <summary>The gateway's own ledger identity for a role.</summary>
    public string WalletCertificate(string mspId, string role) => In("organizations", mspId, "gateway", "identities", role + ".crt");

    public string WalletKey(string mspId, string role) => In("organizations", mspId, "gateway", "identities", role + ".key");

    public string GatewayConfiguration(string mspId) => In("organizations", mspId, "gateway", "gateway.json");

    /// <summary>A client certificate of a person or system that calls the organization's gateway.</summary>
    public string CallerCertificate(string mspId, string caller) => In("callers", mspId, caller + ".crt");

    public string CallerKey(string mspId, string caller) => In("callers", mspId, caller + ".key");

    public string OracleKey(string oracleId) => In("callers", "oracles", oracleId + ".key");

    private string In(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);
}
