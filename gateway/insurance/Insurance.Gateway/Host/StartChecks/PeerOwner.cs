namespace Insurance.Gateway.Host.StartChecks;

/// <summary>Says whose peer it is by the TLS authorities that the channel's configuration names for each organization.</summary>
internal static class PeerOwner
{
    public static Finding? Check(
        string mspId, Uri endpoint, IReadOnlyList<X509Certificate2> presented, IReadOnlyList<MspDefinition> members)
    {
        var owners = members.Where(member => Issued(member, presented)).Select(member => member.MspId).ToList();
        if (owners.Contains(mspId, StringComparer.Ordinal))
        {
            return null;
        }

        return owners.Count > 0
            ? Finding.Fatal(
                "FOREIGN_PEER",
                $"The peer at {endpoint} belongs to {string.Join(" or ", owners)} and not to {mspId}; set Gateway:Peer:Endpoint and Gateway:Peer:TlsRoot to the organization's own peer.")
            : Finding.Warning(
                "PEER_OWNER_UNKNOWN",
                $"No TLS authority in the channel's configuration has issued the certificate of the peer at {endpoint}, so whether it is {mspId}'s cannot be known; other organizations' peers will not trust it either unless the authority is added to the organization's MSP (tlscacerts).");
    }

    private static bool Issued(MspDefinition member, IReadOnlyList<X509Certificate2> presented)
    {
        try
        {
            var roots = member.TlsRootCertificates.Select(pem => X509Certificate2.CreateFromPem(pem)).ToList();
            return roots.Count > 0 && PeerHandshake.LeadsTo(
                presented, roots, member.TlsIntermediateCertificates.Select(pem => X509Certificate2.CreateFromPem(pem)));
        }
        catch (CryptographicException)
        {
            // Another organization's damaged certificate is not ours to complain of.
            return false;
        }
    }
}
