namespace Fabric.DevLedger.Tests;

public class RestartTests
{
    [Fact]
    public async Task Start_AfterStop_ContinuesTheChain()
    {
        await using var ledger = await TestLedger.StartAsync();
        await ledger.Contract().SubmitAsync("put", "k", "before");
        var height = ledger.Node.Context.Notifier.Height;

        await ledger.StopServerAsync();
        await ledger.StartServerAsync();

        ledger.Node.Context.Notifier.Height.ShouldBe(height);
        var contract = ledger.Contract();
        (await contract.EvaluateAsync("get", "k")).ShouldBe("before");
        await contract.SubmitAsync("append", "k", "+after");
        (await contract.EvaluateAsync("history", "k")).ShouldBe("before+after,before");
    }

    [Theory]
    [InlineData("UPDATE envelopes SET envelope = substr(envelope, 1, length(envelope) - 1) || CASE substr(envelope, -1) WHEN x'00' THEN x'01' ELSE x'00' END WHERE position >> 16 = 2", 2)]
    [InlineData("DELETE FROM envelopes WHERE position >> 16 = 3", 3)]
    [InlineData("INSERT INTO envelopes (position, envelope) VALUES ((1 << 16) + 7, x'00')", 1)]
    [InlineData("UPDATE blocks SET previous_hash = zeroblob(32) WHERE number = 2", 2)]
    [InlineData("UPDATE blocks SET hash = zeroblob(32) WHERE number = 3", 3)]
    [InlineData("UPDATE blocks SET updates_hash = zeroblob(32) WHERE number = 1", 1)]
    [InlineData("UPDATE blocks SET metadata = (SELECT metadata FROM blocks WHERE number = 1) WHERE number = 2", 2)]
    [InlineData("DELETE FROM blocks WHERE number = 1", 1)]
    [InlineData("DELETE FROM blocks WHERE number = 4; DELETE FROM envelopes WHERE position >> 16 = 4", 4)]
    [InlineData("UPDATE meta SET value = '3' WHERE name = 'state_height'", 3)]
    public async Task Start_LedgerDamaged_IsRefusedWithTheNumberOfTheBlock(string damage, int block)
    {
        await using var ledger = await TestLedger.StartAsync();
        for (var i = 0; i < 4; i++)
        {
            await ledger.Contract().SubmitAsync("put", $"k{i}", "v");
        }

        await ledger.StopServerAsync();
        using (var database = Database.Open(ledger.Consortium.LedgerPath, readOnly: false, 1024))
        {
            database.Execute(damage);
        }

        var refused = await Should.ThrowAsync<LedgerDamagedException>(() => ledger.StartServerAsync());

        refused.Block.ShouldBe((ulong)block);
        refused.Message.ShouldContain($"block {block}");
    }

    [Fact]
    public async Task Start_FileOverwritten_IsRefused()
    {
        await using var ledger = await TestLedger.StartAsync();
        await ledger.Contract().SubmitAsync("put", "k", "v");
        await ledger.StopServerAsync();
        await File.WriteAllBytesAsync(ledger.Consortium.LedgerPath, new byte[8192]);

        await Should.ThrowAsync<LedgerDamagedException>(() => ledger.StartServerAsync());
    }

    [Fact]
    public async Task Start_LedgerInUse_IsRefused()
    {
        await using var ledger = await TestLedger.StartAsync();
        var options = ledger.Consortium.Options(["unused"]);

        var refused = Should.Throw<InvalidConfigurationException>(() => LedgerNode.Open(
            options,
            ChannelMaterial.Load(options),
            _ => ledger.Chaincode,
            TimeProvider.System,
            Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance));

        refused.Message.ShouldContain("in use by another process");
    }

    [Fact]
    public async Task Start_LedgerOfOtherOrganizations_IsRefused()
    {
        await using var ledger = await TestLedger.StartAsync();
        await ledger.StopServerAsync();
        using var others = new TestConsortium();
        var options = others.Options(["unused"]) with { DataDirectory = Path.GetDirectoryName(ledger.Consortium.LedgerPath)! };

        var refused = Should.Throw<InvalidConfigurationException>(() => LedgerNode.Open(
            options,
            ChannelMaterial.Load(options),
            _ => ledger.Chaincode,
            TimeProvider.System,
            Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance));

        refused.Problems.Count.ShouldBe(3);
        refused.Message.ShouldContain("Org2MSP has other root certificates");
    }
}
