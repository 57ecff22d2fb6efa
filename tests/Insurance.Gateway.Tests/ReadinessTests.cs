namespace Insurance.Gateway.Tests;

/// <summary>A gateway is ready when it can do its work, and says what keeps it from it.</summary>
public sealed class ReadinessTests
{
    [Fact]
    public async Task Readyz_LedgerCannotBeWritten_SaysSoUntilItCan()
    {
        await using var server = await GatewayServer.StartAsync();
        server.Ledger.AnswerBytes("GetChainInfo", _ => []);
        server.Ledger.Problem = "the ledger cannot be written: database or disk is full";

        (await ReadyAsync(server)).ShouldBe((HttpStatusCode.ServiceUnavailable, """{"status":"the ledger cannot be written: database or disk is full"}"""));
        using (var call = new Health.HealthClient(server.Channel(null)).CheckAsync(new HealthCheckRequest()))
        {
            (await call.ResponseHeadersAsync).GetValue("gateway-problem").ShouldBe("the ledger cannot be written: database or disk is full");
            (await call.ResponseAsync).Status.ShouldBe(HealthCheckResponse.Types.ServingStatus.NotServing);
        }

        server.Ledger.Problem = null;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while ((await ReadyAsync(server)).Code != HttpStatusCode.OK)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), patience.Token);
        }
    }

    [Fact]
    public async Task Readyz_StateDirectoryCannotBeWritten_SaysSo()
    {
        var state = Directory.CreateTempSubdirectory("gateway-state-").FullName;
        try
        {
            // Even root cannot write a file where a folder is.
            Directory.CreateDirectory(Path.Combine(state, "probe"));
            await using var server = await GatewayServer.StartAsync(stateDirectory: state);
            server.Ledger.AnswerBytes("GetChainInfo", _ => []);

            (await ReadyAsync(server)).ShouldBe((HttpStatusCode.ServiceUnavailable, """{"status":"the gateway's own files cannot be written"}"""));
            server.LogLines.ShouldContain(line => line.Contains("cannot be written", StringComparison.Ordinal));
        }
        finally
        {
            Directory.Delete(state, recursive: true);
        }
    }

    [Fact]
    public void Probe_Folder_LeavesNothing()
    {
        var state = Directory.CreateTempSubdirectory("gateway-state-").FullName;
        try
        {
            new StateFolderProbe(state, TimeProvider.System, NullLogger<StateFolderProbe>.Instance).IsWritable().ShouldBeTrue();
            Directory.EnumerateFileSystemEntries(state).ShouldBeEmpty();
        }
        finally
        {
            Directory.Delete(state, recursive: true);
        }
    }

    [Theory]
    [InlineData(13)]
    [InlineData(10)]
    [InlineData(8)]
    [InlineData(14)]
    public void Map_StoreCannotBeWritten_IsCodedAndMayBeRepeated(int sqlite)
    {
        var mapped = new FailureMapper(ErrorCodeTable.Load(), NullLogger<FailureMapper>.Instance).Map(new SqliteException("full", sqlite), "m");

        mapped.Code.ShouldBe("STORAGE_UNAVAILABLE");
        mapped.Status.ShouldBe(StatusCode.Unavailable);
    }

    [Fact]
    public void Map_AnotherFailure_StaysInternal() =>
        new FailureMapper(ErrorCodeTable.Load(), NullLogger<FailureMapper>.Instance).Map(new SqliteException("constraint", 19), "m").Code.ShouldBe("INTERNAL");

    private static async Task<(HttpStatusCode Code, string Body)> ReadyAsync(GatewayServer server)
    {
        using var answer = await server.Http(null).GetAsync(new Uri("/readyz", UriKind.Relative));
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
