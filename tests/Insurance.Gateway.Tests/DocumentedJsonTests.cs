namespace Insurance.Gateway.Tests;

/// <summary>Every block of JSON in the documentation says beside its fence what it is, and is that: it can be pasted as it stands.</summary>
/// <remarks>
/// <c>json request Service/Method</c>, <c>json answer Message</c>, <c>json error</c>, <c>json settings</c>, <c>json command</c>. The requests of requests.md are
/// run on a ledger by the chaincode's tests; the start of each reader by the end-to-end tests.
/// </remarks>
public sealed partial class DocumentedJsonTests : IDisposable
{
    private static readonly MethodTable Methods = MethodTable.Default();
    private static readonly Dictionary<string, MessageDescriptor> Messages = AccessTable.Services.Select(service => service.File).Distinct()
        .SelectMany(file => file.Dependencies.Append(file)).Distinct().SelectMany(file => file.MessageTypes).DistinctBy(message => message.Name)
        .ToDictionary(message => message.Name);

    private readonly string _directory = Directory.CreateTempSubdirectory("documented-").FullName;

    public static TheoryData<string, int, string> Blocks()
    {
        var blocks = new TheoryData<string, int, string>();
        foreach (var page in Pages())
        {
            var text = SourceTree.Read(page);
            foreach (Match block in Fence().Matches(text))
            {
                blocks.Add(page, text.AsSpan(0, block.Index).Count('\n') + 1, block.Groups[1].Value.Trim());
            }
        }

        return blocks;
    }

    [Theory]
    [MemberData(nameof(Blocks))]
    public void Block_IsWhatItSaysItIs(string page, int line, string what)
    {
        var text = Fence().Matches(SourceTree.Read(page))
            .Single(block => SourceTree.Read(page).AsSpan(0, block.Index).Count('\n') + 1 == line).Groups[2].Value;
        var json = Encoding.UTF8.GetBytes(text);
        switch (what.Split(' '))
        {
            case ["request", var path]:
                var method = Methods.Find("insurance.v1." + path);
                method.ShouldNotBeNull($"{page}:{line} names a method that there is not");
                JsonRequestReader.Read(json, method!.Descriptor.InputType);
                break;
            case ["answer", var message]:
                JsonRequestReader.Read(json, Messages[message]);
                break;
            case ["error"]:
                ShouldBeAnError(text);
                break;
            case ["settings"]:
                ShouldBeSettings(text);
                break;
            case ["settings", "part"]:
                // OperationsGuideTests adds it to the whole.
                page.ShouldBe("docs/operate/operations.md");
                JsonDocument.Parse(json).Dispose();
                break;
            case ["command"]:
                // What a command prints: the end-to-end tests run it and compare field by field.
                page.ShouldBe("docs/use/commands.md");
                JsonDocument.Parse(json).Dispose();
                break;
            default:
                Assert.Fail($"{page}:{line}: a block of JSON says what it is: request Service/Method, answer Message, error, settings or command");
                break;
        }
    }

    [Fact]
    public void Requests_OfEveryMethod_AreShown()
    {
        var shown = Fence().Matches(Documents.Read("integrate/requests.md")).Select(block => block.Groups[1].Value.Trim()).ToList();

        Methods.All.Select(method => "request " + method.Path["insurance.v1.".Length..]).Except(shown).ShouldBeEmpty();
        shown.ShouldBeUnique();
    }

    [Fact]
    public void Commands_ThatSendJson_SendTheRequestOfTheirMethod()
    {
        var sent = 0;
        foreach (var page in Pages())
        {
            foreach (var fence in AnyFence().Matches(SourceTree.Read(page)).Where(fence => fence.Groups[1].Value is "sh" or ""))
            {
                // A line that ends with a backslash goes on.
                foreach (var command in fence.Groups[2].Value.Replace("\\\n", " ", StringComparison.Ordinal).Split('\n'))
                {
                    foreach (Match json in QuotedJson().Matches(command))
                    {
                        var path = CalledMethod().Match(command).Groups[1].Value;
                        var method = Methods.Find("insurance.v1." + path);
                        method.ShouldNotBeNull($"{page}: {command}");
                        JsonRequestReader.Read(Encoding.UTF8.GetBytes(json.Groups[1].Value), method!.Descriptor.InputType);
                        sent++;
                    }
                }
            }
        }

        sent.ShouldBeGreaterThan(5);
    }

    // JSON under another name would escape these tests.
    [Fact]
    public void NoOtherFence_HoldsAMessage() => Pages()
        .SelectMany(page => AnyFence().Matches(SourceTree.Read(page)).Select(fence => (page, fence)))
        .Where(item => item.fence.Groups[1].Value is not "example" && !item.fence.Groups[1].Value.StartsWith("json ", StringComparison.Ordinal)
            && MessageBegin().IsMatch(item.fence.Groups[2].Value))
        .Select(item => item.page).ShouldBeEmpty();

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    private static IEnumerable<string> Pages() => Directory
        .EnumerateFiles(Path.Combine(SourceTree.Root, "docs"), "*.md", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(SourceTree.Root, file)).Append("README.md").Order(StringComparer.Ordinal);

    // The one that the gateway writes for the same violations.
    private static void ShouldBeAnError(string text)
    {
        var details = JsonDocument.Parse(text).RootElement.GetProperty("details")[0];
        var violations = details.GetProperty("violations").EnumerateArray().Select(item => new Violation(
            item.GetProperty("reason").GetString()!, item.GetProperty("field").GetString()!, item.GetProperty("description").GetString()!)).ToList();

        var error = new ApiException(Grpc.Core.StatusCode.InvalidArgument, violations);

        JsonElement.DeepEquals(JsonDocument.Parse(text).RootElement, JsonDocument.Parse(HttpErrors.Body(error)).RootElement).ShouldBeTrue();
    }

    private void ShouldBeSettings(string text)
    {
        var file = Path.Combine(_directory, "gateway.json");
        File.WriteAllText(file, text);
        foreach (var name in NamedFile().Matches(text).Select(match => match.Groups[1].Value))
        {
            var path = Path.Combine(_directory, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, "");
        }

        SettingsLoader.Load(new ConfigurationBuilder().AddJsonFile(file).Build(), _directory);
    }

    [GeneratedRegex("^```json([^\\n]*)\\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fence();

    [GeneratedRegex("^```([^\\n]*)\\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex AnyFence();

    [GeneratedRegex("'(\\{(?:\\s*\"[^']*)?\\})'")]
    private static partial Regex QuotedJson();

    [GeneratedRegex("(?:insurance\\.v1\\.|call [\\w-]+ )(\\w+/\\w+)")]
    private static partial Regex CalledMethod();

    [GeneratedRegex("^\\s*[{\\[]\\s*\"")]
    private static partial Regex MessageBegin();

    [GeneratedRegex("\"((?:tls|identities|keys)/[^\"]+)\"")]
    private static partial Regex NamedFile();
}
