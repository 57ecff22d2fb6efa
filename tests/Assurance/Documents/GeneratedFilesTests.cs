using Generate;

namespace Assurance.Documents;

/// <summary>What follows from the options of the protos is committed as it follows.</summary>
public sealed class GeneratedFilesTests
{
    [Fact]
    public void Files_AreWhatTheProtosSay() => Tree.Generated().Where(file => file.IsStale).Select(file => file.Path)
        .ShouldBeEmpty("stale; run `make generate` and commit what it writes");

    [Fact]
    public void Check_SeesAChangedLine()
    {
        var copy = Path.GetTempFileName();
        try
        {
            foreach (var file in Tree.Generated())
            {
                File.WriteAllText(copy, file.Text);
                (file with { Path = copy }).IsStale.ShouldBeFalse(file.Path);
                File.WriteAllText(copy, file.Text.Replace("ExpirePolicy", "ExpiredPolicy", StringComparison.Ordinal));
                (file with { Path = copy }).IsStale.ShouldBeTrue(file.Path);
            }
        }
        finally
        {
            File.Delete(copy);
        }
    }
}
