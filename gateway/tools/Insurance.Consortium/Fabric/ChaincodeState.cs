namespace Insurance.Consortium.Fabric;

/// <summary>What the organizations' peers have of one chaincode, and what that asks for.</summary>
/// <param name="Wanted">The definition to arrive at.</param>
/// <param name="PackageId">The package that all organizations are to run.</param>
/// <param name="Channel">The channel.</param>
/// <param name="Installed">Packages by MSP id.</param>
/// <param name="Committed">The channel's definition as the peer with the newest ledger knows it; null: none.</param>
internal sealed record ChaincodeState(
    ChaincodeDescription Wanted,
    string PackageId,
    string Channel,
    IReadOnlyDictionary<string, IReadOnlyList<InstalledPackage>> Installed,
    CommittedDefinition? Committed)
{
    /// <summary>The organizations whose peers lack the package.</summary>
    public IReadOnlyList<string> ToInstall => [.. Installed.Where(peer => peer.Value.All(package => package.Id != PackageId)).Select(peer => peer.Key)];

    /// <summary>True when the definition still has to be approved and committed.</summary>
    public bool ToCommit => (Committed?.Sequence ?? 0) < Wanted.Sequence;

    /// <summary>What cannot be brought about, with the remedy; null when it can.</summary>
    public string? Problem
    {
        get
        {
            var name = $"chaincode {Wanted.Name}";
            var sequence = Committed?.Sequence ?? 0;
            if (sequence > Wanted.Sequence)
            {
                return $"channel {Channel} has {name} at sequence {sequence} (version {Committed!.Version}), consortium.yaml says {Wanted.Sequence}; put sequence {sequence} and version \"{Committed.Version}\" there";
            }

            if (sequence < Wanted.Sequence - 1)
            {
                return $"channel {Channel} has {name} at sequence {sequence}, consortium.yaml says {Wanted.Sequence}; sequences go up by one: put {sequence + 1} there";
            }

            if (!ToCommit && Committed!.Version != Wanted.Version)
            {
                return $"channel {Channel} has version {Committed.Version} of {name} at sequence {sequence}, consortium.yaml says version {Wanted.Version}; put \"{Committed.Version}\" there, and run `insure network upgrade --version {Wanted.Version}` for a new one";
            }

            return ToCommit ? null : Difference(name);
        }
    }

    private string? Difference(string name)
    {
        var others = Installed
            .SelectMany(peer => peer.Value.Where(package => package.ServesAs(Channel, Wanted.Name) && package.Id != PackageId).Select(package => (Msp: peer.Key, package.Id)))
            .ToList();
        return others.Count == 0
            ? null
            : $"{name} runs from another package at {string.Join(", ", others.Select(other => $"{other.Msp} ({Short(other.Id)})"))} than the {Short(PackageId)} of this directory; raise version and sequence (to {Wanted.Sequence + 1}) of the chaincode in consortium.yaml and run `insure up` again, which has all organizations approve the same one";
    }

    /// <summary>Enough of an id to distinguish two.</summary>
    private static string Short(string id) => id.LastIndexOf(':') is var colon and > 0 && id.Length > colon + 13 ? id[..(colon + 13)] : id;
}
