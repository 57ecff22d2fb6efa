namespace Insurance.Gateway.Host.StartChecks;

/// <summary>Looks at the authorities of callers: none may make members of the channel, and each issues its own kind only.</summary>
internal static class CallerAuthorityChecks
{
    /// <summary>What the files alone say.</summary>
    public static IReadOnlyList<Finding> Run(GatewaySettings settings, DateTimeOffset now)
    {
        CallerAuthorities authorities;
        try
        {
            authorities = CallerAuthorities.Load(settings.Tls);
        }
        catch (ConfigurationException)
        {
            // The check of the certificates has reported it.
            return [];
        }

        var findings = new List<Finding>();
        if (authorities.Brokers.FirstOrDefault(broker => authorities.Staff.Any(staff => SameKey(staff, broker))) is { } shared)
        {
            findings.Add(Finding.Fatal(
                "CALLER_AUTHORITIES_SHARED",
                $"{GatewaySettings.Section}:Tls:BrokerCa ({settings.Tls.BrokerCa}) and :Tls:ClientCa ({settings.Tls.ClientCa}) both hold '{shared.Subject}': whoever issues brokers' certificates could issue staff's; give brokers an authority of their own."));
        }

        if (settings.Tls.RevocationList is { } file)
        {
            var (lists, problem) = RevocationLists.Read(file, authorities);
            findings.AddRange(problem is null ? [] : [problem]);
            findings.AddRange(lists?.Outdated(now) is { } outdated ? [outdated] : []);
        }

        return findings;
    }

    /// <summary>Whether an authority of callers is one of a member of the channel too.</summary>
    /// <remarks>Its callers would then be clients of the channel, who need no gateway: they read every block at the peer's own port.</remarks>
    public static IEnumerable<Finding> Members(GatewaySettings settings, IReadOnlyList<MspDefinition> members)
    {
        var authorities = CallerAuthorities.Load(settings.Tls);
        foreach (var (setting, certificates) in new[] { ("ClientCa", authorities.Staff), ("BrokerCa", authorities.Brokers) })
        {
            foreach (var member in members)
            {
                if (certificates.FirstOrDefault(certificate => Certificates(member).Any(known => SameKey(known, certificate))) is { } shared)
                {
                    yield return Finding.Warning(
                        "CALLER_AUTHORITY_IN_MSP",
                        $"{GatewaySettings.Section}:Tls:{setting} holds '{shared.Subject}', whose key is an authority's of {member.MspId} on channel '{settings.Channel}': whoever has a certificate of it is a client of the channel, and reads and submits at the peer's port past this gateway. Have callers' certificates issued by an authority that no MSP knows.");
                }
            }
        }
    }

    private static IEnumerable<X509Certificate2> Certificates(MspDefinition member)
    {
        foreach (var pem in member.RootCertificates.Concat(member.IntermediateCertificates))
        {
            X509Certificate2? certificate = null;
            try
            {
                certificate = X509Certificate2.CreateFromPem(pem);
            }
            catch (CryptographicException)
            {
                // Another organization's damaged certificate is not ours to complain of.
            }

            if (certificate is not null)
            {
                yield return certificate;
            }
        }
    }

    private static bool SameKey(X509Certificate2 one, X509Certificate2 other) =>
        one.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(other.PublicKey.ExportSubjectPublicKeyInfo());
}
