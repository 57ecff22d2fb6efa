namespace Fabric.Audit;

/// <summary>What the verification of an export showed.</summary>
public sealed record ExportReport
{
    /// <summary>What is not as it must be, at most the first thousand; empty: the export is verified.</summary>
    public required IReadOnlyList<AuditFinding> Findings { get; init; }

    /// <summary>How many things are not as they must be.</summary>
    public required long FindingCount { get; init; }

    /// <summary>What the exporter says; <c>null</c> when it cannot be read.</summary>
    public required ExportManifest? Manifest { get; init; }

    /// <summary>The block that holds the configuration in which the trust begins.</summary>
    public required ulong? ConfigurationBlock { get; init; }

    /// <summary>Whether the exporter's peer does not have that block and only states what it holds; nobody signed that.</summary>
    public required bool ConfigurationStated { get; init; }

    /// <summary>That block's hash, in lower-case hexadecimal: the fingerprint to compare; empty when the configuration is only stated.</summary>
    public required string Fingerprint { get; init; }

    /// <summary>The organizations of that configuration.</summary>
    public required IReadOnlyList<string> Organizations { get; init; }

    /// <summary>Blocks in the file.</summary>
    public required long Blocks { get; init; }

    /// <summary>Transactions by the peers' verdict on them.</summary>
    public required IReadOnlyDictionary<string, long> Transactions { get; init; }

    /// <summary>Signatures that were checked and hold.</summary>
    public required long Signatures { get; init; }

    /// <summary>Writes whose endorsement policy was set before the first block seen, so that it could not be judged again.</summary>
    public required long UnknownPolicies { get; init; }

    /// <summary>Transactions recorded as invalid for a reason that the blocks can neither confirm nor contradict.</summary>
    public required long UnjudgedVerdicts { get; init; }

    /// <summary>
    /// Events of valid transactions whose endorsers do not satisfy the chaincode's own policy, which peers did not ask for since everything
    /// written is under policies of collections or keys; the first hundred.
    /// </summary>
    public required IReadOnlyList<EventBesidePolicy> EventsBesidePolicy { get; init; }

    /// <summary>How many there are.</summary>
    public required long EventsBesidePolicyCount { get; init; }

    /// <summary>Chaincodes whose definition only the exporter states; no block in the file holds it.</summary>
    public required IReadOnlyList<string> StatedDefinitions { get; init; }

    /// <summary>Why the export alone does not prove that nothing of its period is missing; empty: it does, or names no period.</summary>
    public required IReadOnlyList<string> Unproved { get; init; }

    /// <summary>How far time had come by the last block; <c>null</c>: that is not known.</summary>
    public required DateTimeOffset? Time { get; init; }

    /// <summary>Transactions that their creators date in the period, wherever in the file they are.</summary>
    public required long DatedInPeriod { get; init; }

    /// <summary>Whether the export holds the chain's newest block, as far as its exporter says.</summary>
    public required bool EndsWithTheChain { get; init; }

    /// <summary>What comes out.</summary>
    public ExportVerdict Verdict => (FindingCount, Unproved.Count) switch
    {
        ( > 0, _) => ExportVerdict.NotVerified,
        (_, > 0) => ExportVerdict.NotProved,
        _ => ExportVerdict.Verified,
    };

    /// <summary>Whether nothing was found, and nothing is left unproved.</summary>
    public bool IsVerified => Verdict == ExportVerdict.Verified;
}
