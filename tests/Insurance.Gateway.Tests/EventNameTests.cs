namespace Insurance.Gateway.Tests;

/// <summary>Which events a subscription may name.</summary>
public sealed partial class EventNameTests
{
    [Theory]
    [InlineData("auditor")]
    [InlineData("broker")]
    public async Task Subscribe_ToANameThatNoEventHas_IsRefusedWithTheNamesThereAre(string role)
    {
        await using var server = await GatewayServer.StartAsync();
        using var stream = new Events.EventsClient(role == "broker" ? server.As(role, "b1") : server.As(role))
            .Subscribe(new SubscribeRequest { StartBlock = 0, Names = { "PolicyBound", "ClaimPayed", "ClaimPaid", "Claimpaid" } });

        var error = await Should.ThrowAsync<RpcException>(() => stream.ResponseStream.MoveNext(CancellationToken.None));

        error.StatusCode.ShouldBe(StatusCode.InvalidArgument);
        error.Info().Reason.ShouldBe("EVENT_NAME_UNKNOWN");
        error.Info().Metadata.OrderBy(part => part.Key, StringComparer.Ordinal).SelectMany(part => part.Value.Split(',')).ShouldBe(EventCatalogue.Names);
        error.BadRequest()!.FieldViolations.Select(violation => violation.Field).ShouldBe(["names[1]", "names[3]"]);
        error.Status.Detail.ShouldContain("names[1]: No event is called 'ClaimPayed'");
        error.Status.Detail.ShouldContain("names[3]: No event is called 'Claimpaid'");
        server.Ledger.Subscribed.ShouldAllBe(subscribed => subscribed.Role != role);
    }

    [Fact]
    public void Names_AreThoseOfTheChaincode()
    {
        var emitted = Directory.EnumerateFiles(Path.Combine(SourceTree.Root, "chaincode", "transactions"), "*.go", SearchOption.AllDirectories)
            .Where(file => !file.EndsWith("_test.go", StringComparison.Ordinal))
            .SelectMany(file => Emitted().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value))
            .Distinct();

        emitted.Order(StringComparer.Ordinal).ShouldBe(EventCatalogue.Names);
    }

    [Fact]
    public void Names_ThatTheGatewayActsOn_AreCheckedAtItsStart()
    {
        EventNames.All.ShouldContain("ClaimApproved");
        Should.NotThrow(() => EventCatalogue.Check(EventNames.All));
        Should.Throw<InvalidOperationException>(() => EventCatalogue.Check([.. EventNames.All, "ClaimAproved"]))
            .Message.ShouldContain("no method emits ClaimAproved");
    }

    [Fact]
    public void Audiences_OfBrokers_AreThoseThatTheMethodsName()
    {
        EventCatalogue.Names.Where(name => EventCatalogue.AudienceOf(name) == EventAudience.Everyone).ShouldBe(
            ["ConsortiumInitialized", "IndexDetermined", "OracleRegistered", "OracleRevoked", "ProductPublished", "ProductWithdrawn", "ReadingPublished"]);
        EventCatalogue.Names.Where(name => EventCatalogue.AudienceOf(name) == EventAudience.OwnClaims).ShouldBe(["EventSettled", "ReadingsPublished"]);
    }

    [Fact]
    public void Payloads_AreMessagesOfTheApi()
    {
        var messages = Insurance.Api.AccessTable.Services.Select(service => service.File).Distinct()
            .SelectMany(file => file.MessageTypes).Select(message => message.Name).ToHashSet();

        EventCatalogue.Names.Count.ShouldBeGreaterThan(35);
        EventCatalogue.Names.SelectMany(EventCatalogue.Of).Where(source => !messages.Contains(source.Payload)).ShouldBeEmpty();
        EventCatalogue.Of("PersonalDataAccessed").Select(source => source.Payload).Distinct().ShouldBe(["Access"]);
        EventCatalogue.Of("PolicyBound").ShouldBe([new EventSource("PolicyBound", "BindPolicy", "Policy", EventAudience.Unspecified)]);
    }

    [Fact]
    public void Table_OfTheDocumentation_IsTheCatalogue()
    {
        var rows = EventCatalogue.Names.Select(name => (name, sources: EventCatalogue.Of(name)))
            .Select(item => $"| {item.name} | {string.Join(", ", item.sources.Select(source => source.Method))} | {item.sources.Select(source => source.Payload).Distinct().Single()} |");

        Documents.Section("change/chaincode.md", "events, from the protos").ShouldBe(string.Join('\n', ["| event | of | payload |", "| --- | --- | --- |", .. rows]));
    }

    [GeneratedRegex("(?:t\\.Event = |\\bchange(?:For)?\\([^\"\\n]*|return )\"([A-Z]\\w+)\"")]
    private static partial Regex Emitted();
}
