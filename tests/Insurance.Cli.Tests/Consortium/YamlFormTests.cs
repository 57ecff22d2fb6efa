using Insurance.Cli.Tests.Support;
using Insurance.Consortium.Description;
using Insurance.Consortium.Failures;

namespace Insurance.Cli.Tests.Consortium;

/// <summary>Texts that are no description: each is answered with a line, none brings the program down.</summary>
public sealed class YamlFormTests
{
    [Theory]
    [InlineData("[", 100_000, "nests deeper than 32 levels")]
    [InlineData("- ", 100_000, "nests deeper than 32 levels")]
    [InlineData("{a: ", 100_000, "nests deeper than 32 levels")]
    [InlineData("? [a]\n: b\n", 1, "a key must be a word")]
    [InlineData("&a a: 1\n*a : 2\n", 1, "a key must be a word")]
    [InlineData("? &a {*a : b}\n: c\n", 1, "a key must be a word")]
    public void Text_ThatNoTreeCanBeMadeOf_IsRefused(string part, int times, string expected) =>
        Problems(string.Concat(Enumerable.Repeat(part, times))).ShouldHaveSingleItem().ToString().ShouldContain(expected);

    [Theory]
    [InlineData("version: 1\nchannel: insurance\nchaincode:\n\tname: x\n", 4)]
    [InlineData("version: 1\nchannel: a\nchannel: b\n", 3)]
    [InlineData("version: 1\norderer: {a: b\nchannel: c\n", 2)]
    public void Text_ThatIsNoYaml_IsRefusedWithTheLineAtFault(string text, int line) =>
        Problems(text).ShouldHaveSingleItem().ToString().ShouldStartWith($"line {line}: ");

    [Theory]
    [InlineData("")]
    [InlineData("\0")]
    [InlineData("%")]
    [InlineData("--- a\n--- b\n")]
    [InlineData("a: &x [*x]\n")]
    [InlineData("*unknown")]
    [InlineData("!!binary x")]
    [InlineData("a: 1\na: 2\n")]
    [InlineData("organizations: 7\nbrokers: [1, {}]\norderer: []\nchaincode: text\n")]
    [InlineData("organizations: [[], {}, null]\n")]
    [InlineData("\ud800")]
    public void Garbage_IsAnsweredWithProblems(string text) => Problems(text).ShouldNotBeEmpty();

    [Fact]
    public void Description_DamagedAtRandom_IsReadOrAnsweredWithProblems()
    {
        var random = new Random(20261129);
        var good = File.ReadAllText(Repository.ConsortiumFile);
        for (var round = 0; round < 2000; round++)
        {
            var letters = good.ToList();
            for (var times = random.Next(1, 5); times > 0; times--)
            {
                var at = random.Next(letters.Count);
                switch (random.Next(3))
                {
                    case 0:
                        letters[at] = (char)random.Next(1, 256);
                        break;
                    case 1:
                        letters.RemoveRange(at, Math.Min(random.Next(40), letters.Count - at));
                        break;
                    default:
                        letters.InsertRange(at, ":[]{}&*!|>-\n "[random.Next(13)].ToString());
                        break;
                }
            }

            var problems = new List<DescriptionProblem>();
            var description = ConsortiumReader.Read(new string([.. letters]), problems, Repository.Root);
            (description is not null || problems.Count > 0).ShouldBeTrue();
        }
    }

    [Fact]
    public void File_TooLarge_IsNotRead()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, new byte[2 * 1024 * 1024]);
            Should.Throw<ConsortiumException>(() => ConsortiumReader.ReadFile(path)).Message.ShouldContain("is larger than");
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static List<DescriptionProblem> Problems(string text)
    {
        var problems = new List<DescriptionProblem>();
        ConsortiumReader.Read(text, problems, Repository.Root);
        return problems;
    }
}
