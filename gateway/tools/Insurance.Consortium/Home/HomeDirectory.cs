using MovableClocks;

namespace Insurance.Consortium.Home;

/// <summary>The state directory of one consortium and where everything in it lies.</summary>
public sealed class HomeDirectory(string path)
{
    /// <summary>The one that is taken where none is named.</summary>
    public static string Usual => Environment.GetEnvironmentVariable("INSURE_HOME") is { Length: > 0 } home ? home : ".insure";

    public string Path { get; } = System.IO.Path.GetFullPath(path);

    public string StateFile => In("state.json");

    /// <summary>What the directory is for; unlike the state, it stays when everything is stopped.</summary>
    public string RecordFile => In("network.json");

    public string LockFile => In("lock");

    /// <summary>When the clock was last found right.</summary>
    public string ClockFile => In("clock");

    public string ConsortiumFile => In("consortium.yaml");

    public string DevLedgerConfiguration => In("devledger.json");

    public string LedgerData => In("ledger");

    /// <summary>How far the clock of a DevLedger is ahead of the machine's; where the file is, the clock can be moved.</summary>
    public string ClockOffsetFile => In("ledger", ClockOffset.FileName);

    public string Logs => In("logs");

    public string Organizations => In("organizations");

    public string Callers => In("callers");

    public string Log(string process) => In("logs", process + ".log");

    public string Organization(string mspId) => In("organizations", mspId);

    public string CertificateAuthority(string mspId) => In("organizations", mspId, "ca");

    /// <summary>The CA certificate of an organization: the root of its MSP, its peer and its gateway.</summary>
    public string CaCertificate(string mspId) => In("organizations", mspId, "ca", "ca.crt");

    public string CaKey(string mspId) => In("organizations", mspId, "ca", "ca.key");

    /// <summary>The authority of those who call the organization's gateway, which no MSP knows.</summary>
    public string CallersAuthority(string mspId) => In("organizations", mspId, "callers-ca");

    /// <summary>The authority of the brokers who call it.</summary>
    public string BrokersAuthority(string mspId) => In("organizations", mspId, "brokers-ca");

    /// <summary>The list of what an authority for callers has taken back.</summary>
    /// <param name="authority">One of the two folders above.</param>
    public static string RevocationList(string authority) => System.IO.Path.Combine(authority, "ca.crl");

    /// <summary>Every certificate that such an authority has issued, by serial number, without the keys.</summary>
    public static string Issued(string authority) => System.IO.Path.Combine(authority, "issued");

    /// <summary>The lists of both, as the gateway has them.</summary>
    public string CallersRevocationList(string mspId) => In("organizations", mspId, "gateway", "trust", "callers.crl");

    /// <summary>The certificate of one of the two, as the gateway has it: beside its configuration, without the key.</summary>
    public string CallersCa(string mspId) => In("organizations", mspId, "gateway", "trust", "callers.crt");

    public string BrokersCa(string mspId) => In("organizations", mspId, "gateway", "trust", "brokers.crt");

    /// <summary>The organization's public MSP directory, without a signing identity.</summary>
    public string Msp(string mspId) => In("organizations", mspId, "msp");

    /// <summary>The MSP directory of a node: the public one and the node's own key.</summary>
    public string NodeMsp(string mspId, string node) => In("organizations", mspId, node, "msp");

    /// <summary>The certificate that a node signs with.</summary>
    public string NodeCertificate(string mspId, string node) => MspCertificate(NodeMsp(mspId, node));

    public static string MspCertificate(string directory) => System.IO.Path.Combine(directory, "signcerts", "cert.pem");

    public static string MspKey(string directory) => System.IO.Path.Combine(directory, "keystore", "key.pem");

    public string TlsCertificate(string mspId, string node) => In("organizations", mspId, node, "tls", "server.crt");

    public string TlsKey(string mspId, string node) => In("organizations", mspId, node, "tls", "server.key");

    /// <summary>The MSP directory of the organization's administrator, for Fabric's command line tools.</summary>
    public string AdminMsp(string mspId) => In("organizations", mspId, "admin", "msp");

    /// <summary>The TLS client pair of the orderer organization's administrator.</summary>
    public string AdminTlsCertificate(string mspId) => In("organizations", mspId, "admin", "tls", "client.crt");

    public string AdminTlsKey(string mspId) => In("organizations", mspId, "admin", "tls", "client.key");

    /// <summary>The gateway's own ledger identity for a role.</summary>
    public string WalletCertificate(string mspId, string role) => In("organizations", mspId, "gateway", "identities", role + ".crt");

    /// <summary>Where those identities are.</summary>
    public string Wallet(string mspId) => In("organizations", mspId, "gateway", "identities");

    public string WalletKey(string mspId, string role) => In("organizations", mspId, "gateway", "identities", role + ".key");

    /// <summary>One of the insurers' common keys for fingerprints, as the gateway of one of them has it.</summary>
    public string FingerprintKey(string mspId, int number) =>
        In("organizations", mspId, "gateway", "fingerprints", number.ToString(System.Globalization.CultureInfo.InvariantCulture) + ".key");

    /// <summary>A key that encrypts the keys of the insurer's policyholders.</summary>
    public string KeyEncryptionKey(string mspId, string file) => In("organizations", mspId, "gateway", "keys", file);

    public string GatewayConfiguration(string mspId) => In("organizations", mspId, "gateway", "gateway.json");

    /// <summary>What outlives the organization's gateway: its stores and places in the ledger.</summary>
    public string GatewayState(string mspId) => In("organizations", mspId, "gateway", "state");

    /// <summary>Where the client certificates of those are who call the organization's gateway.</summary>
    public string CallersOf(string mspId) => In("callers", mspId);

    /// <summary>A client certificate of a person or system that calls the organization's gateway.</summary>
    public string CallerCertificate(string mspId, string caller) => In("callers", mspId, caller + ".crt");

    public string CallerKey(string mspId, string caller) => In("callers", mspId, caller + ".key");

    public string OracleKey(string oracleId) => In("callers", "oracles", oracleId + ".key");

    /// <summary>Everything that only Fabric needs.</summary>
    public string Fabric => In("fabric");

    public string ConfigTx => In("fabric", "configtx.yaml");

    /// <summary>The first block of the channel, which configtxgen makes.</summary>
    public string GenesisBlock(string channel) => In("fabric", channel + ".block");

    /// <summary>The newest configuration block of the channel, as it was when the network was last started.</summary>
    public string NewestConfiguration(string channel) => In("fabric", channel + ".newest.block");

    public string Collections(string chaincode) => In("fabric", "collections", chaincode + ".json");

    public string ChaincodePackage(string chaincode) => In("fabric", "packages", chaincode + ".tar.gz");

    /// <summary>The package that the channel's definition of a chaincode was approved with.</summary>
    public string DeployedPackage(string chaincode) => In("fabric", "packages", chaincode + ".deployed.tar.gz");

    /// <summary>The folder that FABRIC_CFG_PATH names for an organization's peer.</summary>
    public string PeerConfiguration(string mspId) => In("fabric", "peers", mspId);

    /// <summary>The folder that FABRIC_CFG_PATH names for an orderer node.</summary>
    public string OrdererConfiguration(string node) => In("fabric", "orderers", node);

    /// <summary>The folder that FABRIC_CFG_PATH names for Fabric's command line tools.</summary>
    public string CliConfiguration => In("fabric", "cli");

    /// <summary>The external builder that peers run for chaincode as a service.</summary>
    public string Builder => In("fabric", "builders", "ccaas");

    public string ComposeFile => In("fabric", "compose.yml");

    public string ComposeEnvironment => In("fabric", "compose.env");

    public string FabricLedger => In("ledger", "fabric");

    public string PeerLedger(string mspId) => In("ledger", "fabric", "peers", mspId);

    public string OrdererLedger(string node) => In("ledger", "fabric", "orderers", node);

    private string In(params string[] parts) => System.IO.Path.Combine([Path, .. parts]);
}
