namespace EndToEnd.Tests.Running;

/// <summary>
/// Holds what a command printed with <c>--json</c> against its example in docs/use/commands.md: the same names everywhere, and values of the
/// same kinds. An empty object there stands for any.
/// </summary>
public static partial class DocumentedAnswer
{
    // Objects whose names are values: currencies, codes, facts.
    private static readonly string[] Maps = ["paidMinorUnits", "skipped", "facts", "transactions", "holders"];

    /// <summary>The commands that have an example.</summary>
    public static IReadOnlyDictionary<string, string> All { get; } = Examples().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "use", "commands.md")))
        .ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);

    /// <param name="command">As in the example's heading, such as <c>audit export</c>.</param>
    /// <param name="output">What the command printed.</param>
    public static JsonDocument ShouldBeAsDocumented(string command, string output)
    {
        using var example = JsonDocument.Parse(All[command]);
        var answer = JsonDocument.Parse(output);
        Compare(example.RootElement, answer.RootElement, command);
        return answer;
    }

    private static void Compare(JsonElement example, JsonElement answer, string path)
    {
        if (example.ValueKind == JsonValueKind.Null || answer.ValueKind == JsonValueKind.Null)
        {
            return;
        }

        (answer.ValueKind is JsonValueKind.False ? JsonValueKind.True : answer.ValueKind)
            .ShouldBe(example.ValueKind is JsonValueKind.False ? JsonValueKind.True : example.ValueKind, path);
        if (example.ValueKind == JsonValueKind.Array)
        {
            foreach (var (item, number) in answer.EnumerateArray().Select((item, number) => (item, number)))
            {
                example.GetArrayLength().ShouldBeGreaterThan(0, path);
                Compare(example[0], item, $"{path}[{number}]");
            }
        }
        else if (example.ValueKind == JsonValueKind.Object && example.EnumerateObject().Any())
        {
            var isMap = Maps.Contains(path[(path.LastIndexOf('.') + 1)..]);
            if (!isMap)
            {
                answer.EnumerateObject().Select(field => field.Name).ShouldBe(example.EnumerateObject().Select(field => field.Name), path);
            }

            foreach (var field in answer.EnumerateObject())
            {
                Compare(isMap ? example.EnumerateObject().First().Value : example.GetProperty(field.Name), field.Value, $"{path}.{field.Name}");
            }
        }
    }

    [GeneratedRegex("^## `insure ([a-z ]+)`$(?:(?!^## ).)*?^```json command$(.*?)^```$", RegexOptions.CultureInvariant | RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Examples();
}
