namespace Insurance.Cli.Tests.Support;

/// <summary>Compares descriptions, lists included, by their text.</summary>
internal static class TextComparison
{
    public static void ShouldBeSameAsText<T>(this T actual, T expected) => JsonSerializer.Serialize(actual).ShouldBe(JsonSerializer.Serialize(expected));
}
