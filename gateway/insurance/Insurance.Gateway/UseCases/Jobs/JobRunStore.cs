namespace Insurance.Gateway.UseCases.Jobs;

/// <summary>The records of runs, and the events that wait to be settled: an SQLite file of the gateway's own, made when a job is on.</summary>
/// <param name="path">The file.</param>
/// <param name="kept">How many runs of each job are kept.</param>
internal sealed class JobRunStore(string path, int kept = 1_000)
{
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS runs (id INTEGER PRIMARY KEY AUTOINCREMENT, job INTEGER NOT NULL, run BLOB NOT NULL);
        CREATE INDEX IF NOT EXISTS runs_by_job ON runs (job, id);
        CREATE TABLE IF NOT EXISTS events (
          id INTEGER PRIMARY KEY AUTOINCREMENT, event_id TEXT NOT NULL, is_determination INTEGER NOT NULL, UNIQUE (event_id, is_determination));
        """;

    private readonly StateDatabase _database = new(path, Schema);

    /// <summary>Keeps a run that begins.</summary>
    /// <returns>The run, with its id.</returns>
    public JobRun Begin(JobRun run)
    {
        using var connection = _database.Open();
        using var transaction = connection.BeginTransaction();
        using var insert = StateDatabase.Command(
            connection, "INSERT INTO runs (job, run) VALUES ($job, $run) RETURNING id", ("$job", (int)run.Job), ("$run", run.ToByteArray()));
        var id = (long)insert.ExecuteScalar()!;
        run.RunId = FormattableString.Invariant($"{AutomaticJobs.NameOf(run.Job).ToLowerInvariant()}-{id}");
        Update(connection, id, run);
        using var forget = StateDatabase.Command(
            connection,
            "DELETE FROM runs WHERE job = $job AND id <= (SELECT id FROM runs WHERE job = $job ORDER BY id DESC LIMIT 1 OFFSET $kept)",
            ("$job", (int)run.Job),
            ("$kept", kept));
        forget.ExecuteNonQuery();
        transaction.Commit();
        return run;
    }

    /// <summary>Keeps what has become of a run.</summary>
    public void Update(JobRun run)
    {
        using var connection = _database.Open();
        Update(connection, Number(run), run);
    }

    /// <summary>Notes of runs that another process had begun that they did not end.</summary>
    public void Interrupt()
    {
        if (!File.Exists(path))
        {
            return;
        }

        foreach (var run in List(Job.Unspecified, null, int.MaxValue).Where(run => run.Outcome == JobOutcome.Running))
        {
            run.Outcome = JobOutcome.Interrupted;
            Update(run);
        }
    }

    /// <summary>The runs of a job, or of all, newest first.</summary>
    /// <param name="job">Unspecified: all.</param>
    /// <param name="before">The number that those of the page are below.</param>
    /// <param name="count">How many at most.</param>
    public IReadOnlyList<JobRun> List(Job job, long? before, int count)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        using var connection = _database.Open();
        using var select = StateDatabase.Command(
            connection,
            "SELECT run FROM runs WHERE ($job = 0 OR job = $job) AND ($before IS NULL OR id < $before) ORDER BY id DESC LIMIT $count",
            ("$job", (int)job),
            ("$before", before ?? (object)DBNull.Value),
            ("$count", count));
        using var rows = select.ExecuteReader();
        var runs = new List<JobRun>();
        while (rows.Read())
        {
            runs.Add(JobRun.Parser.ParseFrom(rows.GetFieldValue<byte[]>(0)));
        }

        return runs;
    }

    /// <summary>The number that a run's id ends in.</summary>
    public static long Number(JobRun run) =>
        long.Parse(run.RunId.AsSpan(run.RunId.LastIndexOf('-') + 1), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Keeps a reading or determination that is to be settled.</summary>
    public void Await(DueItem item)
    {
        using var connection = _database.Open();
        using var insert = StateDatabase.Command(
            connection,
            "INSERT OR IGNORE INTO events (event_id, is_determination) VALUES ($id, $determination)",
            ("$id", item.Id),
            ("$determination", item.IsDetermination));
        insert.ExecuteNonQuery();
    }

    /// <summary>Those that wait, in the order in which they came.</summary>
    /// <param name="after">The number that they are above.</param>
    /// <param name="count">How many at most.</param>
    public IReadOnlyList<(long Number, DueItem Item)> Waiting(long after, int count)
    {
        using var connection = _database.Open();
        using var select = StateDatabase.Command(
            connection, "SELECT id, event_id, is_determination FROM events WHERE id > $after ORDER BY id LIMIT $count", ("$after", after), ("$count", count));
        using var rows = select.ExecuteReader();
        var events = new List<(long, DueItem)>();
        while (rows.Read())
        {
            events.Add((rows.GetInt64(0), new DueItem(rows.GetString(1), Since: null) { IsDetermination = rows.GetBoolean(2) }));
        }

        return events;
    }

    /// <summary>It waits no more.</summary>
    public void Settled(DueItem item)
    {
        using var connection = _database.Open();
        using var delete = StateDatabase.Command(
            connection, "DELETE FROM events WHERE event_id = $id AND is_determination = $determination", ("$id", item.Id), ("$determination", item.IsDetermination));
        delete.ExecuteNonQuery();
    }

    private static void Update(SqliteConnection connection, long id, JobRun run)
    {
        using var update = StateDatabase.Command(connection, "UPDATE runs SET run = $run WHERE id = $id", ("$run", run.ToByteArray()), ("$id", id));
        update.ExecuteNonQuery();
    }
}
