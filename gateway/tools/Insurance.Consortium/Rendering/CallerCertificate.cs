namespace Insurance.Consortium.Rendering;

/// <summary>What the certificate of a caller says of its holder.</summary>
/// <param name="CommonName">The caller's name to everybody.</param>
/// <param name="Roles">Those of its attribute.</param>
/// <param name="Broker">Whose business it is for; null: the organization's own.</param>
/// <param name="NotAfter">When it ends.</param>
internal sealed record CallerCertificate(string CommonName, IReadOnlyList<string> Roles, string? Broker, DateTimeOffset NotAfter)
{
    /// <summary>Believes one authority for callers, as the organization's gateway does.</summary>
    /// <param name="mspId">The organization.</param>
    /// <param name="authorityPem">The authority's certificate.</param>
    /// <param name="revocationList">Its list; null: none is looked at.</param>
    public static MspVerifier Verifier(string mspId, string authorityPem, string? revocationList) => new(
    [
        new MspDefinition
        {
            MspId = mspId,
            RootCertificates = [authorityPem],
            RevocationLists = revocationList is null ? [] : [revocationList],
            NodeOrganizationalUnits = null,
        },
    ]);

    /// <summary>Null: the certificate is not of the authority, or taken back.</summary>
    /// <param name="verifier">The authority.</param>
    /// <param name="mspId">The organization.</param>
    /// <param name="path">The certificate's file.</param>
    public static CallerCertificate? Read(MspVerifier verifier, string mspId, string path) =>
        verifier.TryVerify(SerializedIdentities.Serialize(mspId, File.ReadAllText(path)), at: null, out var identity, out _)
            ? new CallerCertificate(
                identity.CommonName,
                (identity.Attributes.GetValueOrDefault("role") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
                identity.Attributes.GetValueOrDefault("broker"),
                identity.NotAfter)
            : null;
}
