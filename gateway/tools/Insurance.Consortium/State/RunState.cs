namespace Insurance.Consortium.State;

/// <summary>
/// What <c>up</c> started, written as each process starts so that <c>down</c> always finds it, with the ports and the
/// description in use so that a later <c>up</c> puts a missing process back where it was.
/// </summary>
public sealed record RunState(NetworkKind Network, ConsortiumDescription Consortium, bool Ready, IReadOnlyList<StartedProcess> Processes)
{
    [JsonIgnore]
    public bool AllAlive => Processes.Count > 0 && Processes.All(process => process.IsAlive);

    [JsonIgnore]
    public bool AnyAlive => Processes.Any(process => process.IsAlive);

    public static RunState? Load(string path) => OwnFile.IsThere(path)
        ? OwnFile.Read<RunState>(path, "stop the processes of the consortium that still run by hand, and delete the file")
        : null;

    public void Save(string path)
    {
        // A reader never sees half a file, and a crash never leaves one.
        RestrictedFile.WriteSecret(path, JsonSerializer.Serialize(this, OwnFile.Json));
    }
}
