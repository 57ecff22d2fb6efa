namespace Insurance.Gateway.Foundation.Settings;

/// <summary>Everything one organization's gateway is given at the start. Paths are absolute.</summary>
internal sealed record GatewaySettings
{
    /// <summary>The section of the configuration that everything is in.</summary>
    public const string Section = "Gateway";

    /// <summary>The organization this gateway speaks for.</summary>
    public required OrganizationSettings Organization { get; init; }

    /// <summary>Where to listen, <c>host:port</c>; port 0 takes a free one.</summary>
    public required ListenAddress Listen { get; init; }

    /// <summary>The server's certificate and the authority of its callers.</summary>
    public required TlsSettings Tls { get; init; }

    /// <summary>The organization's peer.</summary>
    public required PeerSettings Peer { get; init; }

    /// <summary>The channel's name.</summary>
    /// <value>Default: <c>insurance</c>.</value>
    public required string Channel { get; init; }

    /// <summary>The chaincode's name.</summary>
    /// <value>Default: <c>insurance</c>.</value>
    public required string Chaincode { get; init; }

    /// <summary>The signing identity held for each role.</summary>
    public required IReadOnlyDictionary<string, IdentitySettings> Identities { get; init; }

    /// <summary>For development: the file that says how far the ledger's clock is ahead of the machine's; see docs/operate/devledger.md.</summary>
    /// <value><c>null</c>: the machine's clock, as on any ledger but DevLedger.</value>
    public string? MovableClock { get; init; }

    /// <summary>How long each step may take.</summary>
    public required TimeoutSettings Timeouts { get; init; }

    /// <summary>What the gateway takes on at most.</summary>
    public required LimitSettings Limits { get; init; }

    /// <summary>The insurers' common keys for fingerprints.</summary>
    /// <value><c>null</c>: none is held, and no fingerprints are made.</value>
    public FingerprintSettings? Fingerprints { get; init; }

    /// <summary>The jobs that are on, of <c>JOB_LAPSE</c> and so on; an insurer's only.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyDictionary<Job, JobSettings> Jobs { get; init; } = new Dictionary<Job, JobSettings>();

    /// <summary>What policyholders are informed of and allowed.</summary>
    public HolderSettings Holders { get; init; } = new();

    /// <summary>How personal data are protected.</summary>
    /// <value><c>null</c>: they cannot be registered or read here, as at organizations that are no insurers.</value>
    public PersonalDataSettings? PersonalData { get; init; }

    /// <summary>Folder of what outlives the process: the persons' keys, the digests of holders' tokens, and the automatic payer's checkpoint.</summary>
    /// <value>Default: <c>state</c> beside the configuration file.</value>
    public required string StateDirectory { get; init; }

    /// <summary>The file of the digests of holders' tokens.</summary>
    public string HolderGrants => Path.Combine(StateDirectory, "holders.db");

    /// <summary>The file of the jobs' records.</summary>
    public string JobRuns => Path.Combine(StateDirectory, "job-runs.db");

    /// <summary>The file of the persons' keys.</summary>
    public string PersonKeys => Path.Combine(StateDirectory, "person-keys.db");
}
