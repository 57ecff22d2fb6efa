namespace Insurance.Gateway.HolderAccess;

/// <summary>An SQLite file of the gateway's own. It is made when it is first needed, for its owner alone.</summary>
internal sealed class HolderGrantStore(string path) : IHolderGrantStore
{
    private const string Columns = "token_id, secret_sha256, policy_id, claim_id, note, issued_by, issued_at, expires_at, revoked_at, revoked_by, last_used_at";
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS grants (
          token_id TEXT PRIMARY KEY, secret_sha256 BLOB NOT NULL, policy_id TEXT NOT NULL, claim_id TEXT NOT NULL, note TEXT NOT NULL,
          issued_by TEXT NOT NULL, issued_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, revoked_at INTEGER, revoked_by TEXT NOT NULL,
          last_used_at INTEGER) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS grants_by_record ON grants (policy_id, claim_id);
        CREATE INDEX IF NOT EXISTS grants_by_time ON grants (issued_at, token_id);
        """;

    private readonly StateDatabase _database = new(path, Schema)
    {
        Before = () =>
        {
            if (Missing(path) is { } missing)
            {
                throw new KeyStoreException(missing);
            }
        },
        After = () => Mark(path),
    };

    /// <inheritdoc/>
    public void Add(HolderGrant grant) => Run(
        $"INSERT INTO grants ({Columns}) VALUES ($id, $secret, $policy, $claim, $note, $by, $issued, $expires, NULL, '', NULL)",
        ("$id", grant.TokenId),
        ("$secret", grant.SecretSha256),
        ("$policy", grant.PolicyId),
        ("$claim", grant.ClaimId),
        ("$note", grant.Note),
        ("$by", grant.IssuedBy),
        ("$issued", Milliseconds(grant.IssuedAt)),
        ("$expires", Milliseconds(grant.ExpiresAt)));

    /// <inheritdoc/>
    public HolderGrant? Find(string tokenId) =>
        Read($"SELECT {Columns} FROM grants WHERE token_id = $id", ("$id", tokenId)).SingleOrDefault();

    /// <inheritdoc/>
    public void Revoke(string tokenId, string by, DateTimeOffset at) => Run(
        "UPDATE grants SET revoked_at = $at, revoked_by = $by WHERE token_id = $id AND revoked_at IS NULL",
        ("$id", tokenId),
        ("$by", by),
        ("$at", Milliseconds(at)));

    /// <inheritdoc/>
    public void Touch(string tokenId, DateTimeOffset at) => Run(
        "UPDATE grants SET last_used_at = $at WHERE token_id = $id", ("$id", tokenId), ("$at", Milliseconds(at)));

    /// <inheritdoc/>
    public IReadOnlyList<HolderGrant> List(
        string policyId, string claimId, (DateTimeOffset IssuedAt, string TokenId)? before, int count) => Read(
        $"""
        SELECT {Columns} FROM grants
        WHERE ($policy = '' OR policy_id = $policy) AND ($claim = '' OR claim_id = $claim)
          AND ($time IS NULL OR issued_at < $time OR issued_at = $time AND token_id < $id)
        ORDER BY issued_at DESC, token_id DESC LIMIT $count
        """,
        ("$policy", policyId),
        ("$claim", claimId),
        ("$time", before is { } last ? Milliseconds(last.IssuedAt) : DBNull.Value),
        ("$id", before?.TokenId ?? ""),
        ("$count", count));

    /// <inheritdoc/>
    public int CountOpen(string policyId, string claimId, DateTimeOffset now)
    {
        using var connection = _database.Open();
        using var command = StateDatabase.Command(
            connection,
            "SELECT COUNT(*) FROM grants WHERE policy_id = $policy AND claim_id = $claim AND revoked_at IS NULL AND expires_at > $now",
            [("$policy", policyId), ("$claim", claimId), ("$now", Milliseconds(now))]);
        return Convert.ToInt32(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <inheritdoc/>
    public void Forget(DateTimeOffset endedBefore) =>
        Run("DELETE FROM grants WHERE expires_at < $time", ("$time", Milliseconds(endedBefore)));

    private static long Milliseconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds();

    private static HolderGrant Row(SqliteDataReader row) => new(
        row.GetString(0),
        row.GetFieldValue<byte[]>(1),
        row.GetString(2),
        row.GetString(3),
        row.GetString(4),
        row.GetString(5),
        Time(row, 6)!.Value,
        Time(row, 7)!.Value)
    {
        RevokedAt = Time(row, 8),
        RevokedBy = row.GetString(9),
        LastUsedAt = Time(row, 10),
    };

    private static DateTimeOffset? Time(SqliteDataReader row, int column) =>
        row.IsDBNull(column) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));

    private void Run(string sql, params (string Name, object Value)[] values)
    {
        using var connection = _database.Open();
        using var command = StateDatabase.Command(connection, sql, values);
        command.ExecuteNonQuery();
    }

    private List<HolderGrant> Read(string sql, params (string Name, object Value)[] values)
    {
        using var connection = _database.Open();
        using var command = StateDatabase.Command(connection, sql, values);
        using var rows = command.ExecuteReader();
        var grants = new List<HolderGrant>();
        while (rows.Read())
        {
            grants.Add(Row(rows));
        }

        return grants;
    }

    /// <summary>Looks whether the file that was made is there.</summary>
    /// <param name="path">The file.</param>
    /// <returns>What is wrong; <c>null</c>: nothing, or there never was one.</returns>
    internal static Finding? Missing(string path) => new StoreMark(path).IsLost
        ? Finding.Fatal(
            "HOLDER_STORE_MISSING",
            $"{path} is missing or empty, and there was one: without it the tokens of policyholders open nothing, and which were issued or revoked is not known. Restore it from a backup; to begin without them, run insurance-gateway begin-anew holders.")
        : null;

    private static void Mark(string path)
    {
        var mark = new StoreMark(path);
        if (mark.Read() is null)
        {
            mark.Write(Guid.NewGuid().ToString("N"));
        }
    }
}
