namespace Assurance.Answers;

public sealed class ChanceTests
{
    /// <summary>As in every process before: what was printed of a failure is found again.</summary>
    [Theory]
    [InlineData(20_261_129, "kills", 0, 1_968_876_786)]
    [InlineData(20_261_129, "kills", 1, 1_259_387_967)]
    [InlineData(20_261_129, "flips", 1, 901_159_853)]
    [InlineData(7, "kills", 1, 1_831_041_631)]
    public void Of_SameSeedPartAndNumber_IsTheSame(int seed, string part, int number, int first) =>
        Chance.Of(seed, part, number).Next().ShouldBe(first);
}
