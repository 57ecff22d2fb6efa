namespace Insurance.Gateway.Host.StartChecks;

/// <summary>Asks the peer's channel whether it fits the configuration.</summary>
/// <remarks>It asks the single steps, without their retries: the loop around it repeats what may pass.</remarks>
internal sealed class LedgerChecks(GatewaySettings settings, ILedgerReader ledger, TimeProvider clock, KeyStoreCheck? keys = null)
{
    private readonly ChainReader _chain = new(ledger, settings.Channel);

    public async Task<IReadOnlyList<Finding>> RunAsync(IReadOnlyList<X509Certificate2> presented, CancellationToken cancellationToken)
    {
        var (reader, problem) = await ReaderAsync(cancellationToken);
        if (problem is not null)
        {
            return [problem];
        }

        var findings = new List<Finding>();
        try
        {
            var members = await new ChannelMembers(_chain).NowAsync(reader, cancellationToken);
            findings.AddRange(Identities(members));
            findings.AddRange(CallerAuthorityChecks.Members(settings, members));
            if (PeerOwner.Check(settings.Organization.MspId, settings.Peer.Endpoint, presented, members) is { } owner)
            {
                findings.Add(owner);
            }
        }
        catch (Exception error) when (error is LedgerException or InvalidProtocolBufferException or FormatException)
        {
            // The peer's copy is damaged, or its identity may not read it.
            findings.Add(Finding.Warning(
                "CHANNEL_CONFIGURATION_UNREADABLE",
                $"The configuration of channel '{settings.Channel}' cannot be read from the peer, so identities and the peer's owner were not checked: {error.Message}"));
        }

        if (await ChaincodeAsync(reader, cancellationToken) is { } missing)
        {
            findings.Add(missing);
        }
        else if (await KeysAsync(reader, cancellationToken) is { } lost)
        {
            findings.Add(lost);
        }

        return findings;
    }

    /// <summary>The first role whose identity the peer accepts.</summary>
    private async Task<(string Role, Finding? Problem)> ReaderAsync(CancellationToken cancellationToken)
    {
        foreach (var role in settings.Identities.Keys)
        {
            try
            {
                await _chain.InfoAsync(role, cancellationToken);
                return (role, null);
            }
            catch (LedgerException error) when (LedgerAnswers.LacksChannel(error))
            {
                return (role, Finding.Waiting(
                    "CHANNEL_NOT_FOUND",
                    $"The peer at {settings.Peer.Endpoint} has not joined channel '{settings.Channel}'; join it, or correct Gateway:Channel."));
            }
            catch (LedgerException error) when (LedgerAnswers.RefusesIdentity(error))
            {
                // Another role's identity may be accepted, and can then say more.
            }
            catch (LedgerException error) when (LedgerAnswers.RefusesTime(error))
            {
                return (role, Finding.Waiting(
                    "LEDGER_CLOCK_WRONG",
                    $"The clocks of this machine and of a peer are more than 15 minutes apart; set the wrong one: {error.Message}"));
            }
            catch (LedgerException error)
            {
                return (role, Finding.Waiting("PEER_UNREACHABLE", $"The peer at {settings.Peer.Endpoint} does not answer: {error.Message}"));
            }
        }

        return ("", Finding.Fatal(
            "IDENTITY_REFUSED",
            $"On channel '{settings.Channel}' the peer takes none of the identities for a member of '{settings.Organization.MspId}': {Suspicion()}."));
    }

    /// <summary>The peer does not say which of the two is wrong; who issued its own certificate may.</summary>
    private string Suspicion()
    {
        var authorities = PemFiles.Certificates(settings.Peer.TlsRoot, "Peer:TlsRoot");
        var (role, identity) = settings.Identities.First();
        using var certificate = PemFiles.Certificates(identity.Certificate, $"Identities:{role}:Certificate")[0];
        return PeerHandshake.LeadsTo([certificate], authorities, authorities)
            ? $"the certificates are of the authority in Gateway:Peer:TlsRoot, so Gateway:Organization:MspId is probably not the id under which that organization is on the channel"
            : $"Gateway:Identities:{role}:Certificate was issued by '{certificate.Issuer}', not by the authority in Gateway:Peer:TlsRoot; have the identities issued by the organization's CA, or correct Gateway:Organization:MspId";
    }

    private IEnumerable<Finding> Identities(IReadOnlyList<MspDefinition> members)
    {
        var mspId = settings.Organization.MspId;
        if (members.FirstOrDefault(member => member.MspId == mspId) is not { } own)
        {
            yield return Finding.Fatal(
                "MSP_NOT_IN_CHANNEL",
                $"Channel '{settings.Channel}' has no organization '{mspId}', only {string.Join(", ", members.Select(member => member.MspId))}; correct Gateway:Organization:MspId.");
            yield break;
        }

        var verifier = new MspVerifier([own]);
        foreach (var (role, identity) in settings.Identities)
        {
            var pem = PemFiles.Certificates(identity.Certificate, $"Identities:{role}:Certificate")[0].ExportCertificatePem();
            if (!verifier.TryVerify(SerializedIdentities.Serialize(mspId, pem), clock.GetUtcNow(), out var verified, out var error))
            {
                yield return Finding.Fatal(
                    "IDENTITY_REFUSED",
                    $"Gateway:Identities:{role}:Certificate ({identity.Certificate}) is no identity of {mspId} on channel '{settings.Channel}': {error.Message} Have it issued by the organization's CA.");
            }
            else if (!Roles(verified).Contains(role, StringComparer.Ordinal))
            {
                yield return Finding.Warning(
                    "IDENTITY_WITHOUT_ROLE",
                    $"Gateway:Identities:{role}:Certificate ({identity.Certificate}) does not have the attribute role={role}, so the chaincode will refuse what needs that role; have it issued with the attribute.");
            }
            else if (OtherRoles(identity, verified) is { Length: > 0 } others)
            {
                // Fabric CA puts every attribute registered with :ecert into a renewed certificate, asked for or not.
                yield return Finding.Warning(
                    "IDENTITY_WITH_OTHER_ROLES",
                    $"Gateway:Identities:{role}:Certificate ({identity.Certificate}) also has role={string.Join(",", others)}, for which it is not configured: whoever has its key can act so; have it issued with role={role} alone.");
            }
        }
    }

    private static string[] Roles(VerifiedIdentity identity) => (identity.Attributes.GetValueOrDefault("role") ?? "")
        .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>The roles of a certificate for which no identity of the configuration names it.</summary>
    private string[] OtherRoles(IdentitySettings identity, VerifiedIdentity verified) =>
    [
        .. Roles(verified).Except(settings.Identities.Where(other => other.Value.Certificate == identity.Certificate).Select(other => other.Key)),
    ];

    private async Task<Finding?> KeysAsync(string role, CancellationToken cancellationToken)
    {
        try
        {
            return keys is null ? null : await keys.LookAsync(ledger, role, cancellationToken);
        }
        catch (LedgerException error)
        {
            return Finding.Waiting("PEER_UNREACHABLE", $"The peer at {settings.Peer.Endpoint} does not say whether it holds personal data: {error.Message}");
        }
    }

    private async Task<Finding?> ChaincodeAsync(string role, CancellationToken cancellationToken)
    {
        try
        {
            await ledger.EvaluateAsync(new LedgerCall("GetRegistry", ["{}"u8.ToArray()], role), cancellationToken);
            return null;
        }
        catch (LedgerException error) when (LedgerAnswers.LacksChaincode(error))
        {
            return Finding.Waiting(
                "CHAINCODE_NOT_FOUND",
                $"Chaincode '{settings.Chaincode}' is not on channel '{settings.Channel}', or no peer there has it installed; deploy it, or correct Gateway:Chaincode.");
        }
        catch (LedgerException error) when (error.Failure == LedgerFailure.Refused)
        {
            // Before the consortium is initialized it refuses; it is there.
            return null;
        }
        catch (LedgerException error)
        {
            return Finding.Warning(
                "CHAINCODE_UNAVAILABLE",
                $"Chaincode '{settings.Chaincode}' does not answer: {error.Message}; see that its server runs. Calls fail with LEDGER_UNAVAILABLE until it does.");
        }
    }
}
