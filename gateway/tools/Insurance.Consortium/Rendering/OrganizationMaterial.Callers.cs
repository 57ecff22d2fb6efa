namespace Insurance.Consortium.Rendering;

/// <summary>What concerns those who call the gateway: of the organization's staff and systems, or of brokers.</summary>
public sealed partial class OrganizationMaterial
{
    private MspVerifier? _believed;

    /// <summary>A client certificate for someone who calls the gateway; the one that is there stays as long as it is good.</summary>
    /// <param name="caller">Its name in the state directory, with the organization's the caller's name to everybody.</param>
    /// <param name="role">The role, or several separated by commas.</param>
    /// <param name="brokerId">A broker's id; null: staff.</param>
    public void WriteCaller(string caller, string role, string? brokerId)
    {
        var path = _home.CallerCertificate(_mspId, caller);
        if (_renewAll || !File.Exists(_home.CallerKey(_mspId, caller)) || !IsFresh(path, _home.CallerKey(_mspId, caller), new CertificateOptions { CommonName = CallerNames.CommonName(caller, _mspId) }) || InForce(path) is null)
        {
            IssueCaller(caller, role, brokerId);
        }
    }

    /// <summary>The same, whatever is there.</summary>
    public void IssueCaller(string caller, string role, string? brokerId)
    {
        var attributes = new Dictionary<string, string> { ["role"] = role };
        if (brokerId is not null)
        {
            attributes["broker"] = brokerId;
        }

        var issued = Usable(_authority.Issue(new CertificateOptions
        {
            CommonName = CallerNames.CommonName(caller, _mspId),
            OrganizationalUnits = ["client"],
            Attributes = attributes,
            ClientAuthentication = true,
        }));

        // First: what is not noted here is not taken back with the caller's others.
        RestrictedFile.Write(Path.Combine(HomeDirectory.Issued(_folder), issued.SerialNumber + ".pem"), issued.CertificatePem);
        RestrictedFile.WriteSecret(_home.CallerKey(_mspId, caller), issued.PrivateKeyPem);
        RestrictedFile.Write(_home.CallerCertificate(_mspId, caller), issued.CertificatePem);
    }

    /// <summary>Issues anew what ends soon, with the same roles: for callers that no description names.</summary>
    public void RenewCaller(string caller)
    {
        if (InForce(_home.CallerCertificate(_mspId, caller)) is { Roles.Count: > 0 } who)
        {
            WriteCaller(caller, string.Join(',', who.Roles), who.Broker);
        }
    }

    /// <summary>Takes certificates back.</summary>
    /// <param name="serialNumbers">In hexadecimal; none: the list that is in force stays, unless it ends soon.</param>
    /// <returns>The list that is in force from now on, in PEM.</returns>
    public string Revoke(IReadOnlyCollection<string> serialNumbers)
    {
        var current = CurrentList();
        if (current is not null)
        {
            var (list, now) = (RevocationList.FromPem(current), _time.GetUtcNow());
            if (serialNumbers.Count == 0 && list.NextUpdate > now + RenewBefore)
            {
                return current;
            }

            // A gateway keeps the one of two lists that was issued later.
            if (list.ThisUpdate > now)
            {
                throw new ConsortiumException(
                    ExitCodes.Environment,
                    $"CLOCK_BEHIND: {_mspId}: the revocation list in {_folder} is of {list.ThisUpdate.UtcDateTime:yyyy-MM-dd HH:mm} UTC, which by this clock is yet to come; set the clock right. The list was kept");
            }
        }

        var written = current is null ? _authority.Revoke(serialNumbers) : _authority.Revoke(serialNumbers, current);
        RestrictedFile.Write(HomeDirectory.RevocationList(_folder), written);
        _believed = null;
        return written;
    }

    /// <summary>The serial numbers of every certificate that a caller has had and that is neither over nor taken back.</summary>
    public IReadOnlyList<string> SerialNumbersOf(string caller)
    {
        var issued = HomeDirectory.Issued(_folder);
        var files = (Directory.Exists(issued) ? Directory.GetFiles(issued, "*.pem") : []).Append(_home.CallerCertificate(_mspId, caller));
        return [.. files.Where(file => InForce(file) is { } who && who.CommonName == CallerNames.CommonName(caller, _mspId) && who.NotAfter > _time.GetUtcNow()).Select(SerialNumber).Distinct()];
    }

    private static string SerialNumber(string path)
    {
        using var certificate = X509CertificateLoader.LoadCertificateFromFile(path);
        return certificate.SerialNumber;
    }

    /// <summary>Null: there is no certificate, it is not of this authority, or was taken back.</summary>
    private CallerCertificate? InForce(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        _believed ??= CallerCertificate.Verifier(_mspId, _authority.CertificatePem, CurrentList());
        return CallerCertificate.Read(_believed, _mspId, path);
    }

    /// <summary>The list that is in force; null: there is none yet, or it is of an authority that was here before.</summary>
    private string? CurrentList()
    {
        var path = HomeDirectory.RevocationList(_folder);
        if (!File.Exists(path))
        {
            return null;
        }

        var text = File.ReadAllText(path);
        try
        {
            using var own = X509Certificate2.CreateFromPem(_authority.CertificatePem);
            return RevocationList.FromPem(text).IsOf(own) ? text : null;
        }
        catch (CryptographicException exception)
        {
            throw new ConsortiumException(
                ExitCodes.Environment,
                $"REVOCATION_LIST_UNREADABLE: {path} is damaged ({exception.Message}); restore it: a new one would let in again whom this one keeps out");
        }
    }
}
