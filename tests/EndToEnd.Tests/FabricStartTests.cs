namespace EndToEnd.Tests;

/// <summary>What can go wrong while Fabric's processes start: one line with cause and remedy, nothing left behind.</summary>
[Trait(LedgerUnderTest.Trait, LedgerUnderTest.Fabric)]
public sealed class FabricStartTests : IDisposable
{
    private readonly TemporaryHome _home = new();

    public void Dispose() => _home.Dispose();

    [FabricFact]
    public async Task Up_ProgramOfFabricMissing_SaysWhichAndWhereItWasLookedFor()
    {
        var folder = FolderOfPrograms("peer", "configtxgen", "osnadmin");

        var result = await RefusedAsync(3, folder);

        result.Errors.ShouldContain($"Fabric's program orderer is not in {folder}, which INSURE_FABRIC_BIN names; correct or unset it");
    }

    [FabricFact]
    public async Task Up_ProgramIsNotFabrics_SaysSo()
    {
        var folder = FolderOfPrograms("peer", "configtxgen", "osnadmin");
        Script(Path.Combine(folder, "orderer"), "exit 1");

        var result = await RefusedAsync(3, folder);

        result.Errors.ShouldContain("orderer does not say its version");
        result.Errors.ShouldContain("INSURE_FABRIC_BIN");
    }

    [FabricFact]
    public async Task Up_OrdererDiesAtStart_ShowsItsLastWordsAndStopsTheRest()
    {
        var folder = FolderOfPrograms("peer", "configtxgen", "osnadmin");
        Script(Path.Combine(folder, "orderer"), $"[ \"$1\" = version ] && exec {FabricTools.Program("orderer")} version\necho 'the disk is on fire' >&2\nexit 7");

        var result = await RefusedAsync(4, folder);

        result.Errors.ShouldContain("orderer");
        result.Errors.ShouldContain("the disk is on fire");
    }

    [FabricFact]
    public async Task Up_CertificateAuthorityExpired_SaysWhoseAndSinceWhen()
    {
        using var authority = CertificateAuthority.CreateRoot(
            new CertificateAuthorityOptions { CommonName = "ca.MeridianMSP", Organization = "Meridian Mutual", Validity = TimeSpan.FromDays(10) },
            new YearsAgo(1));
        Directory.CreateDirectory(_home.File("home", "organizations", TestConsortium.Meridian, "ca"));
        await File.WriteAllTextAsync(_home.File("home", "organizations", TestConsortium.Meridian, "ca", "ca.crt"), authority.CertificatePem);
        await File.WriteAllTextAsync(_home.File("home", "organizations", TestConsortium.Meridian, "ca", "ca.key"), authority.PrivateKeyPem);

        var result = await RefusedAsync(3);

        result.Errors.ShouldContain($"{TestConsortium.Meridian}: its certificate authority");
        result.Errors.ShouldContain($"expired on {DateTime.UtcNow.AddYears(-1).AddDays(10):yyyy-MM-dd}");
    }

    private async Task<CommandResult> RefusedAsync(int exitCode, string? folder = null)
    {
        var environment = folder is null ? [] : new Dictionary<string, string> { ["INSURE_FABRIC_BIN"] = folder };

        var result = (await InsureCommand.RunAsync(environment, "up", "--home", _home.File("home"), "--base-port", "0")).ShouldExitWith(exitCode);

        result.Output.ShouldBeEmpty();
        ProcessTable.Mentioning(_home.Path).ShouldBeEmpty("something was left running");
        (await InsureCommand.RunAsync("status", "--home", _home.File("home"))).ShouldExitWith(5);
        return result;
    }

    private string FolderOfPrograms(params string[] names)
    {
        var folder = _home.File("programs");
        Directory.CreateDirectory(folder);
        foreach (var name in names)
        {
            File.CreateSymbolicLink(Path.Combine(folder, name), FabricTools.Program(name));
        }

        return folder;
    }

    private static void Script(string path, string text)
    {
        File.WriteAllText(path, $"#!/bin/sh\n{text}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
