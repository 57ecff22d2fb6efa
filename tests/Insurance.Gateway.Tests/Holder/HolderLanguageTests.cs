using System.Collections;
using System.Resources;
using Insurance.Gateway.UseCases.Holders;
using NodaTime;

namespace Insurance.Gateway.Tests.Holder;

/// <summary>Every text that holders read is there in every language, and which of them a holder reads.</summary>
public sealed partial class HolderLanguageTests
{
    public static TheoryData<string> Tags => [.. HolderLanguage.All.Select(language => language.Tag)];

    [Theory]
    [MemberData(nameof(Tags))]
    public void Say_EveryText_IsThereAndTakesTheSameParts(string tag)
    {
        var language = HolderLanguage.Find(tag)!;
        foreach (var text in Enum.GetValues<Text>())
        {
            var template = language.Template(text);
            template.Trim().ShouldNotBeEmpty(text.ToString());
            Parts(template).ShouldBe(Parts(HolderLanguage.English.Template(text)), $"{tag}: {text}");
        }
    }

    [Theory]
    [InlineData("English")]
    [InlineData("SimplifiedChinese")]
    public void File_OfALanguage_HasNoTextThatNobodySays(string file)
    {
        using var resources = new ResourceManager($"Insurance.Gateway.UseCases.Holders.Texts.{file}", typeof(HolderViews).Assembly)
            .GetResourceSet(CultureInfo.InvariantCulture, createIfNotExists: true, tryParents: false)!;

        resources.Cast<DictionaryEntry>().Select(entry => (string)entry.Key).ShouldBe(Enum.GetNames<Text>(), ignoreOrder: true);
    }

    [Fact]
    public void Chinese_EveryText_IsInChinese()
    {
        // What is left when the parts are taken out: marks, and names that have no other.
        Text[] same = [Text.TimeInZone, Text.TimeFormat, Text.FieldStated, Text.StepOther, Text.StepOfCoverage, Text.Percent, Text.Comma, Text.UpTo];
        foreach (var text in Enum.GetValues<Text>().Except(same))
        {
            var rest = PartPattern().Replace(HolderLanguage.SimplifiedChinese.Template(text), "");
            Chinese().IsMatch(rest).ShouldBeTrue($"{text}: {rest}");
            English().Matches(rest).Select(word => word.Value).ShouldBeSubsetOf(["SHA", "Cookie", "Asia", "Shanghai", "UTC"], $"{text}: {rest}");
        }
    }

    [Theory]
    [InlineData("zh", "zh-Hans")]
    [InlineData("zh-CN", "zh-Hans")]
    [InlineData("zh-Hans-SG", "zh-Hans")]
    [InlineData("EN-gb", "en")]
    [InlineData("da", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    [InlineData("zhuang", null)]
    public void Find_ATag_IsThatOfTheLanguage(string? tag, string? found) => HolderLanguage.Find(tag)?.Tag.ShouldBe(found);

    [Theory]
    [InlineData("zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans")]
    [InlineData("da, en-GB;q=0.8, zh;q=0.7", "en")]
    [InlineData("en;q=0.2, zh-TW;q=0.7", "zh-Hans")]
    [InlineData("zh;q=0, en;q=0.1", "en")]
    [InlineData("da", null)]
    [InlineData("*", null)]
    [InlineData("zh;q=much", null)]
    [InlineData(null, null)]
    public void Accepted_AHeader_IsTheFirstThatThereIs(string? header, string? found) => HolderLanguage.Accepted(header)?.Tag.ShouldBe(found);

    [Theory]
    [InlineData("CN", "zh-Hans")]
    [InlineData("CN-31", "zh-Hans")]
    [InlineData("US-WA", "en")]
    [InlineData("DK", null)]
    [InlineData("", null)]
    public void OfJurisdiction_ACode_IsItsLanguage(string jurisdiction, string? found) => HolderLanguage.OfJurisdiction(jurisdiction)?.Tag.ShouldBe(found);

    [Theory]
    [InlineData("DK", "Europe/Copenhagen")]
    [InlineData("CN", "Asia/Shanghai")]
    [InlineData("CN-65", "Asia/Shanghai")]
    [InlineData("DE", "Europe/Berlin")]
    [InlineData("SG", "Asia/Singapore")]
    [InlineData("US", null)]
    [InlineData("US-WA", null)]
    [InlineData("ES", null)]
    [InlineData("XX", null)]
    [InlineData("", null)]
    public void Zone_OfAJurisdiction_IsThereWhereItsClocksAgree(string jurisdiction, string? zone) =>
        HolderZone.OfJurisdiction(jurisdiction, new Interval(Instant.FromUtc(2026, 1, 1, 0, 0), Instant.FromUtc(2027, 1, 1, 0, 0)))?.Id.ShouldBe(zone);

    private static List<string> Parts(string template) => [.. PartPattern().Matches(template).Select(part => part.Value).Distinct().Order()];

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex PartPattern();

    [GeneratedRegex(@"\p{IsCJKUnifiedIdeographs}")]
    private static partial Regex Chinese();

    [GeneratedRegex("[A-Za-z]{2,}")]
    private static partial Regex English();
}
