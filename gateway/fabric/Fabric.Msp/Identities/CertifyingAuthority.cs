namespace Fabric.Msp;

/// <summary>One root or intermediate of an MSP, linked to the authority above it.</summary>
internal sealed class CertifyingAuthority
{
    private readonly List<RevocationList> _revocationLists = [];

    private CertifyingAuthority(X509Certificate2 certificate) => Certificate = certificate;

    public X509Certificate2 Certificate { get; }

    public CertifyingAuthority? Parent { get; private set; }

    /// <summary>Whether intermediates stand below, so that identities must come from those.</summary>
    public bool HasIntermediates { get; private set; }

    /// <summary>SHA-256 over this certificate and those above it; Fabric's certifiers identifier.</summary>
    public byte[] Identifier { get; private set; } = [];

    /// <exception cref="CryptographicException">A certificate is damaged, no authority's, or leads to no root.</exception>
    public static List<CertifyingAuthority> Build(MspDefinition definition)
    {
        var roots = definition.RootCertificates.Select(p => Load(definition, p)).ToList();
        if (roots.Count == 0)
        {
            throw new CryptographicException($"MSP {definition.MspId} has no root certificate.");
        }

        var pending = definition.IntermediateCertificates.Select(p => Load(definition, p)).ToList();
        var all = new List<CertifyingAuthority>(roots);
        foreach (var root in roots)
        {
            root.Identify();
        }

        while (pending.Count > 0)
        {
            var linked = pending.Where(c => c.Attach(all)).ToList();
            if (linked.Count == 0)
            {
                throw new CryptographicException(
                    $"Intermediate \"{pending[0].Certificate.Subject}\" of MSP {definition.MspId} was not issued by any of its authorities.");
            }

            all.AddRange(linked);
            pending.RemoveAll(linked.Contains);
        }

        foreach (var list in definition.RevocationLists.Select(RevocationList.FromPem))
        {
            var issuer = all.Find(a => list.IsOf(a.Certificate))
                ?? throw new CryptographicException($"A revocation list of MSP {definition.MspId} is not signed by any of its authorities.");
            issuer._revocationLists.Add(list);
        }

        return all;
    }

    public bool Issued(X509Certificate2 certificate, CertificateBody signed) =>
        certificate.IssuerName.RawData.AsSpan().SequenceEqual(Certificate.SubjectName.RawData) && signed.IsSignedBy(Certificate);

    public bool Revoked(X509Certificate2 certificate) =>
        _revocationLists.Exists(l => l.Contains(certificate.SerialNumberBytes.Span)) || (Parent?.Revoked(Certificate) ?? false);

    /// <summary>Whether this authority and those above were valid at a moment.</summary>
    public bool IsValidAt(DateTime utc) =>
        Certificate.NotBefore.ToUniversalTime() <= utc && utc <= Certificate.NotAfter.ToUniversalTime() && (Parent?.IsValidAt(utc) ?? true);

    private static CertifyingAuthority Load(MspDefinition definition, string pem)
    {
        X509Certificate2 certificate;
        try
        {
            certificate = X509Certificate2.CreateFromPem(pem);
        }
        catch (CryptographicException e)
        {
            throw new CryptographicException($"An authority's certificate of MSP {definition.MspId} is not well-formed PEM.", e);
        }

        var isAuthority = certificate.Extensions.OfType<X509BasicConstraintsExtension>().FirstOrDefault() is { CertificateAuthority: true };
        var maySign = certificate.Extensions.OfType<X509KeyUsageExtension>().FirstOrDefault() is not { } usage
            || usage.KeyUsages.HasFlag(X509KeyUsageFlags.KeyCertSign);
        return isAuthority && maySign
            ? new CertifyingAuthority(certificate)
            : throw new CryptographicException($"Certificate \"{certificate.Subject}\" of MSP {definition.MspId} may not issue certificates.");
    }

    private bool Attach(List<CertifyingAuthority> candidates)
    {
        var signed = new CertificateBody(Certificate.RawData);
        Parent = candidates.Find(c => c.Issued(Certificate, signed));
        if (Parent is null)
        {
            return false;
        }

        Parent.HasIntermediates = true;
        Identify();
        return true;
    }

    private void Identify()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var authority = this; authority is not null; authority = authority.Parent)
        {
            hash.AppendData(authority.Certificate.RawData);
        }

        Identifier = hash.GetHashAndReset();
    }
}
