namespace Insurance.Consortium.Docker;

/// <summary>What the engine says of one container.</summary>
/// <param name="Id">The container.</param>
/// <param name="Service">Its service in the compose file.</param>
/// <param name="State">running, exited, restarting, …</param>
/// <param name="Pid">Of its first process, on this machine; 0 when it does not run.</param>
/// <param name="ExitCode">Of its last end.</param>
/// <param name="Health">healthy, unhealthy, starting; empty without a health check.</param>
internal sealed record ContainerStatus(string Id, string Service, string State, int Pid, int ExitCode, string Health)
{
    /// <summary>For <c>docker inspect --format</c>; the state as JSON, since its Health is absent without a health check.</summary>
    public const string Format = "{{.Id}}\t{{index .Config.Labels \"com.docker.compose.service\"}}\t{{json .State}}";

    private const int Killed = 128 + 9;

    public bool IsRunning => State == "running";

    /// <summary>The engine had to end it.</summary>
    public bool WasKilled => State == "exited" && ExitCode == Killed;

    public bool IsUnwell => Health == "unhealthy" || State is "restarting" or "dead" || (State == "exited" && ExitCode != 0);

    public static IEnumerable<ContainerStatus> Read(string output) => output
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line.Split('\t', 3))
        .Where(fields => fields.Length == 3)
        .Select(fields => Read(fields[0], fields[1], fields[2]));

    private static ContainerStatus Read(string id, string service, string json)
    {
        using var document = JsonDocument.Parse(json);
        var state = document.RootElement;
        return new ContainerStatus(
            id,
            service,
            state.GetProperty("Status").GetString() ?? "",
            state.GetProperty("Pid").GetInt32(),
            state.GetProperty("ExitCode").GetInt32(),
            state.TryGetProperty("Health", out var health) && health.ValueKind == JsonValueKind.Object ? health.GetProperty("Status").GetString() ?? "" : "");
    }
}
