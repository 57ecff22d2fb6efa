using Generate;

namespace Assurance.Documents;

/// <summary>What follows from the protos is committed as it follows.</summary>
public sealed class GeneratedFilesTests
{
    private const string Remedy = "stale; run `make generate` and commit what it writes";

    [Fact]
    public void Files_AreWhatTheProtosSay() => Tree.Generated().Where(file => file.IsStale).Select(file => file.Path).ShouldBeEmpty(Remedy);

    [Fact]
    public void Files_ThatAreGeneratedNoLonger_AreGone() => GeneratedFile.Left(Repository.Root, Tree.Generated()).ShouldBeEmpty(Remedy);

    [Fact]
    public void Left_FilesThatNothingGenerates_AreAllOfThem() =>
        GeneratedFile.Left(Repository.Root, []).ShouldBe(Tree.Generated().Select(file => file.Path).Where(path => path.EndsWith(".go", StringComparison.Ordinal)), ignoreOrder: true);

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
                File.WriteAllText(copy, file.Text.Insert(file.Text.Length / 2, "x"));
                (file with { Path = copy }).IsStale.ShouldBeTrue(file.Path);
            }
        }
        finally
        {
            File.Delete(copy);
        }
    }
}
