using CsCheck;

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
        var good = File.ReadAllText(Repository.ConsortiumFile);
        var place = Gen.Double.Unit;
        var damage = Gen.OneOf(
            Gen.Select(place, Gen.Char[(char)1, (char)255], (at, letter) => (Func<string, string>)(text => text.Length == 0 ? text : Replaced(text, At(text, at), 1, $"{letter}"))),
            Gen.Select(place, Gen.Int[0, 39], (at, count) => (Func<string, string>)(text => Replaced(text, At(text, at), count, ""))),
            Gen.Select(place, Gen.Int[0, 12], (at, mark) => (Func<string, string>)(text => Replaced(text, At(text, at), 0, ":[]{}&*!|>-\n "[mark].ToString()))));
        damage.Array[1, 4].Select(damages => damages.Aggregate(good, (text, one) => one(text))).Sample(text =>
        {
            var problems = new List<DescriptionProblem>();
            var description = ConsortiumReader.Read(text, problems, Repository.Root);
            (description is not null || problems.Count > 0).ShouldBeTrue();
        }, iter: 2000);

        static int At(string text, double share) => (int)(share * text.Length);
        static string Replaced(string text, int at, int count, string by) => text[..at] + by + text[Math.Min(text.Length, at + count)..];
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
