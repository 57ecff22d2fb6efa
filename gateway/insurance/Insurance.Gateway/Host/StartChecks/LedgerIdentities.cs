namespace Insurance.Gateway.Host.StartChecks;

/// <summary>
/// Whether the ledger still takes the identities that this process signs with, each of them: one that expired or was revoked while the
/// gateway runs stops what its role does and nothing else, which no other check sees.
/// </summary>
internal sealed partial class LedgerIdentities
{
    /// <summary>An identity's certificate is over.</summary>
    public const string Expired = "LEDGER_IDENTITY_EXPIRED";

    /// <summary>The peer takes an identity for no member's.</summary>
    public const string Refused = "LEDGER_IDENTITY_REFUSED";

    private readonly ChainReader _chain;
    private readonly ReadinessNotes _notes;
    private readonly TimeProvider _clock;
    private readonly ILogger<LedgerIdentities> _logger;
    private readonly List<(string Role, DateTimeOffset? End)> _used;
    private string? _reported;

    /// <summary>Takes the certificates as they are at the start, which is what the process goes on signing with.</summary>
    public LedgerIdentities(
        GatewaySettings settings, ChainReader chain, ReadinessNotes notes, TimeProvider clock, ILogger<LedgerIdentities> logger)
    {
        (_chain, _notes, _clock, _logger) = (chain, notes, clock, logger);
        _used = [.. settings.Identities.Select(identity => (identity.Key, End(identity.Key, identity.Value)))];
    }

    /// <summary>Asks the peer with every identity.</summary>
    /// <returns>What is wrong, with its code; <c>null</c>: nothing.</returns>
    /// <exception cref="LedgerException">The peer does not answer.</exception>
    public async Task<string?> ProblemAsync(CancellationToken cancellationToken)
    {
        var over = _used.FindAll(item => item.End < _clock.GetUtcNow());
        var refused = await Task.WhenAll(_used.Except(over).Select(item => RefusedAsync(item.Role, cancellationToken)));
        var problem = (over.Count > 0, refused.OfType<string>().ToList()) switch
        {
            (true, _) => (Code: Expired, Text: $"the certificate of {Names(over.Select(item => item.Role))} expired on {Text(over.Min(item => item.End!.Value))}; have it renewed and start the gateway again"),
            (_, { Count: > 0 } roles) => (Code: Refused, Text: $"the peer takes the identity of {Names(roles)} for no member's: it was revoked, or its authority is the channel's no more; have it issued anew and start the gateway again"),
            _ => default((string Code, string Text)?),
        };
        _notes.Set(nameof(LedgerIdentities), problem?.Code);
        var sentence = problem is { } found ? $"{found.Code}: {found.Text}" : null;
        if (Interlocked.Exchange(ref _reported, sentence) != sentence && sentence is not null)
        {
            LogProblem(sentence);
        }

        return sentence;
    }

    private async Task<string?> RefusedAsync(string role, CancellationToken cancellationToken)
    {
        try
        {
            await _chain.InfoAsync(role, cancellationToken);
            return null;
        }
        catch (LedgerException error) when (LedgerAnswers.RefusesIdentity(error))
        {
            return role;
        }
    }

    private static DateTimeOffset? End(string role, IdentitySettings identity)
    {
        if (!File.Exists(identity.Certificate))
        {
            return null;
        }

        using X509Certificate2 certificate = PemFiles.Certificates(identity.Certificate, $"Identities:{role}:Certificate")[0];
        return certificate.NotAfter.ToUniversalTime();
    }

    private static string Names(IEnumerable<string> roles) => string.Join(", ", roles.Order(StringComparer.Ordinal));

    private static string Text(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    [LoggerMessage(811, LogLevel.Error, "{Problem}")]
    private partial void LogProblem(string problem);
}
