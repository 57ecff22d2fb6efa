using System.Text.Json;
using System.Text.Json.Serialization;
using Insurance.Cli.Consortium;
using Insurance.Cli.Running;

namespace Insurance.Cli.Processes;

/// <summary>
/// What <c>up</c> started, written as each process starts so that <c>down</c> always finds it, with the ports and the
/// description in use so that a later <c>up</c> puts a missing process back where it was.
/// </summary>
internal sealed record RunState(NetworkKind Network, ConsortiumDescription Consortium, bool Ready, IReadOnlyList<StartedProcess> Processes)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter() },
    };

    [JsonIgnore]
    public bool AllAlive => Processes.Count > 0 && Processes.All(process => process.IsAlive);

    [JsonIgnore]
    public bool AnyAlive => Processes.Any(process => process.IsAlive);

    public static RunState? Load(string path)
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<RunState>(File.ReadAllText(path), Json) : null;
        }
        catch (JsonException exception)
        {
            throw new CliException(ExitCodes.Failure, $"{path} is damaged ({exception.Message}); stop the processes it names by hand and delete it");
        }
    }

    public void Save(string path)
    {
        // A reader never sees half a file, and a crash never leaves one.
        var temporary = path + ".new";
        File.WriteAllText(temporary, JsonSerializer.Serialize(this, Json));
        File.Move(temporary, path, overwrite: true);
    }
}
