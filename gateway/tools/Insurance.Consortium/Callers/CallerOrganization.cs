namespace Insurance.Consortium.Callers;

/// <summary>An organization's callers, from the files of a state directory alone: rendered, running or not.</summary>
public sealed class CallerOrganization(HomeDirectory home, string mspId, TimeProvider time)
{
    public string MspId { get; } = mspId;

    /// <summary>Everybody's names.</summary>
    public IReadOnlyList<string> Names => CallerFiles.Names(home, MspId);

    /// <summary>The roles that its gateway signs for.</summary>
    public IReadOnlyList<string> RolesOfGateway { get; } = Directory.Exists(home.Wallet(mspId))
        ? [.. Directory.EnumerateFiles(home.Wallet(mspId), "*.crt").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal)!]
        : [];

    /// <summary>The ids of its brokers.</summary>
    public IReadOnlyList<string> Brokers => [.. Entries().Select(entry => entry.Broker).OfType<string>().Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Whether the gateway reads a revocation list. One that was configured before there was one does not.</summary>
    public bool ReadsRevocationList => !File.Exists(home.GatewayConfiguration(MspId))
        || JsonNode.Parse(File.ReadAllText(home.GatewayConfiguration(MspId)))?["Gateway"]?["Tls"]?["RevocationList"] is not null;

    /// <summary>The members of the consortium in a state directory.</summary>
    public static IReadOnlyList<CallerOrganization> All(HomeDirectory home, TimeProvider time) => OwnFile.IsThere(home.Organizations)
        ? [.. Directory.EnumerateDirectories(home.Organizations)
            .Select(folder => Path.GetFileName(folder)!)
            .Where(mspId => Directory.Exists(home.CallersAuthority(mspId)))
            .Order(StringComparer.Ordinal)
            .Select(mspId => new CallerOrganization(home, mspId, time))]
        : [];

    public IReadOnlyList<CallerEntry> Entries() => [.. Names.Select(Entry).OfType<CallerEntry>()];

    /// <summary>Null: nobody has that name.</summary>
    public CallerEntry? Entry(string name)
    {
        var (path, key) = (home.CallerCertificate(MspId, name), home.CallerKey(MspId, name));
        if (!File.Exists(path))
        {
            return null;
        }

        using var certificate = X509CertificateLoader.LoadCertificateFromFile(path);
        var (state, who) = Judge(path);
        return new CallerEntry(
            MspId,
            name,
            certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false),
            who?.Roles ?? [],
            who?.Broker,
            new DateTimeOffset(certificate.NotAfter.ToUniversalTime()),
            state,
            path,
            key);
    }

    /// <summary>As the gateway would.</summary>
    private (CallerState State, CallerCertificate? Who) Judge(string path)
    {
        foreach (var folder in new[] { home.CallersAuthority(MspId), home.BrokersAuthority(MspId) })
        {
            var authority = Path.Combine(folder, "ca.crt");
            if (File.Exists(authority) && CallerCertificate.Read(CallerCertificate.Verifier(MspId, File.ReadAllText(authority), null), MspId, path) is { } who)
            {
                return (Judge(folder, authority, path), who);
            }
        }

        return (CallerState.Untrusted, null);
    }

    private CallerState Judge(string folder, string authority, string path)
    {
        var list = HomeDirectory.RevocationList(folder);
        var verifier = CallerCertificate.Verifier(MspId, File.ReadAllText(authority), File.Exists(list) ? File.ReadAllText(list) : null);
        return verifier.TryVerify(SerializedIdentities.Serialize(MspId, File.ReadAllText(path)), time.GetUtcNow(), out _, out var error)
            ? CallerState.Valid
            : error.Reason switch
            {
                IdentityErrorReason.Revoked => CallerState.Revoked,
                IdentityErrorReason.Expired => CallerState.Expired,
                IdentityErrorReason.NotYetValid => CallerState.NotYetValid,
                _ => CallerState.Untrusted,
            };
    }
}
