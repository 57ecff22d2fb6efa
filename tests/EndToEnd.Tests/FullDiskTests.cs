using Fabric.DevLedger.Tests.Support;

namespace EndToEnd.Tests;

/// <summary>A disk that takes nothing is the machine's fault, said in a line.</summary>
[Trait(LedgerUnderTest.Trait, LedgerUnderTest.DevLedger)]
public sealed class FullDiskTests : IDisposable
{
    private readonly TemporaryHome _folder = new();

    public void Dispose() => _folder.Dispose();

    [TmpfsFact]
    public async Task Up_FullDisk_EndsWithTheCodeAndStartsNothing()
    {
        using var disk = new Tmpfs(1);
        var home = Path.Combine(disk.Folder, "home");
        disk.Fill();
        Refused(await InsureCommand.RunAsync("up", "--home", home, "--base-port", "0"));

        // Space for the first files and not for all of them.
        using (var filler = new FileStream(Path.Combine(disk.Folder, "filler"), FileMode.Open))
        {
            filler.SetLength(filler.Length - (160 * 1024));
        }

        Refused(await InsureCommand.RunAsync("up", "--home", home, "--base-port", "0"));
        ProcessTable.Mentioning(home).ShouldBeEmpty();
    }

    [TmpfsFact]
    public async Task Backup_FullDisk_EndsWithTheCodeAndLeavesNothing()
    {
        using var disk = new Tmpfs(1);
        var home = _folder.File("home");
        try
        {
            (await InsureCommand.RunAsync("up", "--home", home, "--base-port", "0")).ShouldExitWith(0);
            disk.Fill();
            var left = Directory.GetFileSystemEntries(disk.Folder);

            Refused(await InsureCommand.RunAsync("backup", Path.Combine(disk.Folder, "backup.tar"), "--home", home));

            Directory.GetFileSystemEntries(disk.Folder).ShouldBe(left);
            (await InsureCommand.RunAsync("status", "--home", home)).ShouldExitWith(0);
        }
        finally
        {
            await InsureCommand.RunAsync("down", "--home", home);
        }
    }

    private static void Refused(CommandResult result) => result.ShouldExitWith(3).Errors.ShouldNotContain("   at ");
}
