using System.Text;

namespace Insurance.Cli.Tests.Processes;

/// <summary>Files of the program's own, in every state of damage: named, and left as they are.</summary>
public sealed class OwnFileTests : IDisposable
{
    private readonly HomeDirectory _home = new(Directory.CreateTempSubdirectory("insure-own-").FullName);

    public static TheoryData<string> Damages { get; } =
    [
        "", " ", "{}", "[]", "null", "7", "\"text\"", "{", "{\"network\":", "{\"network\":7}", "{\"network\":\"mainframe\"}",
        "{\"network\":\"DevLedger\",\"consortium\":7}", "{\"network\":\"DevLedger\",\"consortium\":{}}",
        "{\"network\":\"DevLedger\",\"consortium\":null,\"ready\":true,\"processes\":null}",
        "{\"network\":\"DevLedger\",\"network\":\"Fabric\"}", "\u0000\u0000\u0000\u0000", "\u00ff\u00fe", "deep", "huge",
    ];

    public void Dispose() => Directory.Delete(_home.Path, recursive: true);

    [Theory]
    [MemberData(nameof(Damages))]
    public void State_Damaged_IsNamedAndKept(string damage) => ShouldBeNamed(_home.StateFile, damage, () => RunState.Load(_home.StateFile));

    public static TheoryData<string> DamagesOfRecords { get; } = [.. ((IEnumerable<object[]>)Damages).Select(row => (string)row[0]).Where(damage => !damage.Contains("ready"))];

    [Theory]
    [MemberData(nameof(DamagesOfRecords))]
    public void Record_Damaged_IsNamedAndKept(string damage) => ShouldBeNamed(_home.RecordFile, damage, () => HomeRecord.Load(_home));

    [Fact]
    public void State_WithAnyPartMissingOrOfAnotherType_IsNamed()
    {
        var state = State();
        state.Save(_home.StateFile);
        var good = File.ReadAllText(_home.StateFile);
        RunState.Load(_home.StateFile)!.Processes.ShouldBe(state.Processes);
        foreach (var damaged in Damaged(JsonNode.Parse(good)!))
        {
            File.WriteAllText(_home.StateFile, damaged);
            try
            {
                // Some parts may be left out; whatever is read can be used.
                var read = RunState.Load(_home.StateFile)!;
                _ = (read.AllAlive, read.AnyAlive, read.Consortium.Organizations.Count);
            }
            catch (ConsortiumException named)
            {
                named.Message.ShouldStartWith(OwnFile.Code);
                named.Message.ShouldContain(_home.StateFile);
            }
        }
    }

    [Fact]
    public void State_Saved_IsItsOwnersAlone()
    {
        State().Save(_home.StateFile);
        new HomeRecord(NetworkKind.Fabric).Save(_home);

        foreach (var file in new[] { _home.StateFile, _home.RecordFile })
        {
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite, file);
        }
    }

    [Fact]
    public void State_ContainerWithoutAProcess_IsReadAsItWasWritten()
    {
        var state = State() with { Processes = [new StartedProcess("peer", ProcessRole.Peer, "AuroraMSP", "localhost:1", "/log", ProcessIdentity.None)] };

        state.Save(_home.StateFile);

        RunState.Load(_home.StateFile)!.Processes.ShouldBe(state.Processes);
        state.AnyAlive.ShouldBeFalse();
    }

    private static RunState State() => new(
        NetworkKind.DevLedger,
        new ConsortiumText().Read(),
        Ready: true,
        [new StartedProcess("devledger", ProcessRole.Ledger, null, "localhost:1", "/log", new ProcessIdentity(1, 2, "boot"))]);

    private void ShouldBeNamed(string path, string damage, Action load)
    {
        var bytes = damage switch
        {
            "deep" => Encoding.UTF8.GetBytes(new string('[', 100_000)),
            "huge" => new byte[17 * 1024 * 1024],
            _ => Encoding.Latin1.GetBytes(damage),
        };
        File.WriteAllBytes(path, bytes);

        var named = Should.Throw<ConsortiumException>(load);

        named.Message.ShouldStartWith(OwnFile.Code);
        named.Message.ShouldContain(path);
        named.Message.ShouldContain(";");
        named.Message.ShouldNotContain("Insurance.Cli");
        named.Message.ShouldNotContain("System.");
        named.Message.ShouldNotContain("could not be converted");
        named.Message.Length.ShouldBeLessThan(1000);
        File.ReadAllBytes(path).ShouldBe(bytes);
    }

    // Each value of the tree left out, null, and of another type.
    private static IEnumerable<string> Damaged(JsonNode root)
    {
        foreach (var path in Paths(root, []).ToList())
        {
            foreach (var value in new JsonNode?[] { null, 7, "text", new JsonObject(), new JsonArray() })
            {
                var copy = root.DeepClone();
                Set(copy, path, value?.DeepClone(), remove: false);
                yield return copy.ToJsonString();
            }

            var shorter = root.DeepClone();
            Set(shorter, path, null, remove: true);
            yield return shorter.ToJsonString();
        }
    }

    private static IEnumerable<object[]> Paths(JsonNode? node, object[] path) => node switch
    {
        JsonObject item => item.SelectMany(pair => Paths(pair.Value, [.. path, pair.Key]).Prepend([.. path, pair.Key])),
        JsonArray list => list.Take(1).SelectMany((value, index) => Paths(value, [.. path, index]).Prepend([.. path, index])),
        _ => [],
    };

    private static void Set(JsonNode root, object[] path, JsonNode? value, bool remove)
    {
        var parent = path[..^1].Aggregate(root, (node, step) => step is string name ? node[name]! : node[(int)step]!);
        switch (path[^1])
        {
            case string name when remove:
                ((JsonObject)parent).Remove(name);
                break;
            case string name:
                parent[name] = value;
                break;
            case int index when remove:
                ((JsonArray)parent).RemoveAt(index);
                break;
            case int index:
                parent[index] = value;
                break;
        }
    }
}
