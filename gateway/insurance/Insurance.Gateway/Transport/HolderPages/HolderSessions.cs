namespace Insurance.Gateway.Transport.HolderPages;

/// <summary>
/// Which browsers have the page open, and by which token. In memory alone: a gateway that starts anew asks for the access code again.
/// </summary>
internal sealed class HolderSessions(TimeProvider clock)
{
    /// <summary>A session that is not used for so long has ended.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromMinutes(15);

    /// <summary>How many there are at most; one more ends the one that was not used for longest.</summary>
    public const int Most = 10_000;

    private const int IdBytes = 32;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (string TokenId, long Used)> _sessions = new(StringComparer.Ordinal);

    /// <summary>Begins one.</summary>
    /// <returns>Its id, which opens what the token opens.</returns>
    public string Begin(string tokenId)
    {
        var id = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(IdBytes));
        lock (_gate)
        {
            if (_sessions.Count >= Most)
            {
                Forget();
            }

            _sessions[Digest(id)] = (tokenId, clock.GetTimestamp());
        }

        return id;
    }

    /// <summary>The id of the token that a session was begun with; <c>null</c>: there is none, or it has ended.</summary>
    public string? Find(string id)
    {
        var key = Digest(id);
        lock (_gate)
        {
            if (!_sessions.TryGetValue(key, out var session))
            {
                return null;
            }

            if (HasEnded(session.Used))
            {
                _sessions.Remove(key);
                return null;
            }

            _sessions[key] = (session.TokenId, clock.GetTimestamp());
            return session.TokenId;
        }
    }

    /// <summary>Ends one.</summary>
    public void End(string id)
    {
        lock (_gate)
        {
            _sessions.Remove(Digest(id));
        }
    }

    // Found by its digest, so that how long it takes says nothing of the ids that there are.
    private static string Digest(string id) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(id)));

    private bool HasEnded(long used) => clock.GetElapsedTime(used) >= Idle;

    private void Forget()
    {
        foreach (var key in _sessions.Where(session => HasEnded(session.Value.Used)).Select(session => session.Key).ToList())
        {
            _sessions.Remove(key);
        }

        if (_sessions.Count >= Most)
        {
            _sessions.Remove(_sessions.MinBy(session => session.Value.Used).Key);
        }
    }
}
