using System.IO.Compression;

namespace EndToEnd.Tests;

/// <summary>Organizations that do not run the same chaincode package.</summary>
[Trait(LedgerUnderTest.Trait, LedgerUnderTest.Fabric)]
public sealed class FabricPackageTests
{
    [FabricFact]
    public async Task Up_AnOrganizationApprovedAnotherPackage_SaysWhichAndTheRemedyHelps()
    {
        await using var consortium = await TestConsortium.StartAsync();
        var other = Path.Combine(consortium.Home, "other.tar.gz");
        await RecompressAsync(Path.Combine(consortium.Home, "fabric", "packages", "insurance.tar.gz"), other);
        await FabricTools.PeerAsync(consortium, TestConsortium.Meridian, "lifecycle", "chaincode", "install", other);
        await ApproveAsync(consortium, other);
        (await InsureCommand.RunAsync("down", "--home", consortium.Home)).ShouldExitWith(0);

        var refused = (await InsureCommand.RunAsync("up", "--home", consortium.Home)).ShouldExitWith(4);

        refused.Errors.ShouldContain($"chaincode insurance runs from another package at {TestConsortium.Meridian}");
        refused.Errors.ShouldContain("raise version and sequence (to 2)");
        ProcessTable.Mentioning(consortium.Home).ShouldBeEmpty("something was left running");

        var raised = Path.Combine(consortium.Home, "raised.yaml");
        await File.WriteAllTextAsync(raised, (await File.ReadAllTextAsync(Repository.ConsortiumFile))
            .Replace("version: \"1.0\"", "version: \"1.1\"", StringComparison.Ordinal)
            .Replace("sequence: 1", "sequence: 2", StringComparison.Ordinal));
        (await InsureCommand.RunAsync("up", "--home", consortium.Home, "--config", raised)).ShouldExitWith(0);
        (await InsureCommand.RunAsync("status", "--home", consortium.Home)).ShouldExitWith(0);
    }

    /// <summary>The same files in other bytes: another package to Fabric.</summary>
    private static async Task RecompressAsync(string package, string other)
    {
        await using var source = File.OpenRead(package);
        await using var plain = new GZipStream(source, CompressionMode.Decompress);
        await using var target = File.Create(other);
        await using var zipped = new GZipStream(target, CompressionLevel.NoCompression);
        await plain.CopyToAsync(zipped);
    }

    private static async Task ApproveAsync(TestConsortium consortium, string package)
    {
        var chaincode = FabricTools.State(consortium).GetProperty("chaincode");
        var version = chaincode.GetProperty("version").GetString()!;
        var id = $"insurance_{version}:" + Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(package)));
        await FabricTools.PeerAsync(consortium, TestConsortium.Meridian,
        [
            "lifecycle", "chaincode", "approveformyorg", "--channelID", "insurance", "--name", "insurance",
            "--version", version,
            "--sequence", $"{chaincode.GetProperty("sequence").GetInt32()}",
            "--signature-policy", chaincode.GetProperty("endorsementPolicy").GetString()!,
            "--collections-config", Path.Combine(consortium.Home, "fabric", "collections", "insurance.json"),
            "--package-id", id,
            .. FabricTools.OrdererArguments(consortium),
        ]);
    }
}
