namespace EndToEnd.Tests.Running;

/// <summary>One row of <c>insure status --json</c>.</summary>
public sealed record RunningProcess(string Name, int Pid, string Address, string Health, ulong? LedgerHeight, long? MemoryBytes)
{
    public static IReadOnlyList<RunningProcess> Parse(string statusJson)
    {
        using var document = JsonDocument.Parse(statusJson);
        return document.RootElement.GetProperty("processes").Deserialize<List<RunningProcess>>(new JsonSerializerOptions(JsonSerializerDefaults.Web))!;
    }
}
