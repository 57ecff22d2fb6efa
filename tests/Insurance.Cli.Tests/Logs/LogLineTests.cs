namespace Insurance.Cli.Tests.Logs;

public sealed class LogLineTests
{
    private const string Done = """{"Timestamp":"2026-11-30T15:37:42.123Z","EventId":1,"LogLevel":"Information","Category":"Insurance.Gateway.Api.CallLog","Message":"insurance.v1.Policies/BindPolicy done; caller alice, records policyId=p-1","State":{"Caller":"alice"}}""";
    private const string Failed = """{"Timestamp":"2026-11-30T15:37:42.123Z","EventId":3,"LogLevel":"Error","Category":"c","Message":"it's over","Exception":"System.IO.IOException: no\n   at X"}""";

    [Theory]
    [InlineData(Done, "2026-11-30T15:37:42.123Z  gateway-AuroraMSP   insurance.v1.Policies/BindPolicy done; caller alice, records policyId=p-1")]
    [InlineData(Failed, "2026-11-30T15:37:42.123Z  gateway-AuroraMSP   ERROR it's over (System.IO.IOException: no)")]
    [InlineData("2026-11-30T15:37:42.500Z INFO [peer] started", "2026-11-30T15:37:42.500Z  gateway-AuroraMSP   INFO [peer] started")]
    [InlineData("2026-11-30T16:37:42.500+01:00 INFO [peer] started", "2026-11-30T15:37:42.500Z  gateway-AuroraMSP   INFO [peer] started")]
    [InlineData("2026/11/30 15:37:42 chaincode: ready", "2026-11-30T15:37:42.000Z  gateway-AuroraMSP   chaincode: ready")]
    [InlineData("READY https://127.0.0.1:8051", "2026-11-30T15:00:00.000Z  gateway-AuroraMSP   READY https://127.0.0.1:8051")]
    [InlineData("{\"Timestamp\": half a line", "2026-11-30T15:00:00.000Z  gateway-AuroraMSP   {\"Timestamp\": half a line")]
    public void ForPeople_OfALine_SaysWhenWhoAndWhat(string line, string text) =>
        new LogLine("gateway-AuroraMSP", line, new DateTimeOffset(2026, 11, 30, 15, 0, 0, TimeSpan.Zero)).ForPeople(18).ShouldBe(text);

    [Fact]
    public void ForPrograms_OfAnObject_IsThatObjectWithTheProcess()
    {
        using var line = JsonDocument.Parse(new LogLine("gateway-AuroraMSP", Failed).ForPrograms());

        line.RootElement.GetProperty("Process").GetString().ShouldBe("gateway-AuroraMSP");
        line.RootElement.EnumerateObject().Skip(1).Select(field => field.Name).ShouldBe(JsonDocument.Parse(Failed).RootElement.EnumerateObject().Select(field => field.Name));
        new LogLine("p", Failed).ForPrograms().ShouldContain("it's over");
    }

    [Fact]
    public void ForPrograms_OfAText_IsAnObjectWithItsMessage()
    {
        using var line = JsonDocument.Parse(new LogLine("peer", "READY").ForPrograms());

        line.RootElement.GetProperty("Message").GetString().ShouldBe("READY");
        line.RootElement.GetProperty("Timestamp").ValueKind.ShouldBe(JsonValueKind.Null);
    }
}
