namespace Insurance.Cli.Tests.Rendering;

public sealed class HomePermissionsTests(RenderedRepositoryFixture rendered) : IClassFixture<RenderedRepositoryFixture>
{
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    [Fact]
    public void Render_MakesEverythingItsOwnersAlone()
    {
        var home = rendered.Rendered.Home;
        foreach (var folder in new[] { home.LedgerData, home.Logs, home.Organizations, home.Callers })
        {
            (File.GetUnixFileMode(folder) & Others).ShouldBe(UnixFileMode.None, folder);
        }

        (File.GetUnixFileMode(home.GatewayConfiguration("AuroraMSP")) & Others).ShouldBe(UnixFileMode.None);
    }

    [Fact]
    public void Close_OpenDirectories_ClosesAndSays()
    {
        var home = new HomeDirectory(Directory.CreateTempSubdirectory("insure-open-").FullName);
        try
        {
            foreach (var folder in new[] { home.LedgerData, home.Logs })
            {
                Directory.CreateDirectory(folder);
                File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
            }

            File.WriteAllText(home.StateFile, "{}");
            File.SetUnixFileMode(home.StateFile, (UnixFileMode)0b110_100_100);
            var reported = new List<string>();

            HomePermissions.Close(home, reported.Add);

            reported.Count.ShouldBe(3);
            reported.ShouldAllBe(line => line.StartsWith("OPEN_TO_OTHERS: ") && line.EndsWith("is closed now"));
            reported[0].ShouldContain("(755)");
            File.GetUnixFileMode(home.LedgerData).ShouldBe(RestrictedFile.OwnerFolder);
            File.GetUnixFileMode(home.StateFile).ShouldBe(RestrictedFile.OwnerOnly);
            reported.Clear();
            HomePermissions.Close(home, reported.Add);
            reported.ShouldBeEmpty();
        }
        finally
        {
            Directory.Delete(home.Path, recursive: true);
        }
    }
}
