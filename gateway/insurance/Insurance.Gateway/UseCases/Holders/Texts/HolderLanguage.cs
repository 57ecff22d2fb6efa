using System.Resources;
using Microsoft.Net.Http.Headers;

namespace Insurance.Gateway.UseCases.Holders.Texts;

/// <summary>A language that holders read in, with every text.</summary>
internal sealed class HolderLanguage
{
    /// <summary>The language where nothing asks for another.</summary>
    public static readonly HolderLanguage English = new("en", "English", "English");

    /// <summary>Chinese in simplified characters.</summary>
    public static readonly HolderLanguage SimplifiedChinese = new("zh-Hans", "简体中文", "SimplifiedChinese");

    private readonly ResourceManager _resources;

    private HolderLanguage(string tag, string name, string file)
    {
        (Tag, Name) = (tag, name);
        _resources = new ResourceManager($"{typeof(HolderLanguage).Namespace}.{file}", Assembly.GetExecutingAssembly());
    }

    /// <summary>Every one, in the order in which the page offers them.</summary>
    public static IReadOnlyList<HolderLanguage> All { get; } = [English, SimplifiedChinese];

    /// <summary>As BCP 47 writes it.</summary>
    public string Tag { get; }

    /// <summary>What it calls itself.</summary>
    public string Name { get; }

    private string Primary => Tag.Split('-')[0];

    /// <summary>The language of a tag, whatever region or script follows; <c>null</c>: there is none.</summary>
    public static HolderLanguage? Find(string? tag) =>
        All.FirstOrDefault(language => language.Primary.Equals(tag?.Trim().Split('-')[0], StringComparison.OrdinalIgnoreCase));

    /// <summary>The first of a header <c>Accept-Language</c> that there is; <c>null</c>: none of them.</summary>
    public static HolderLanguage? Accepted(string? header) =>
        StringWithQualityHeaderValue.TryParseList([header ?? ""], out var wanted)
            ? wanted.Where(one => one.Quality is not 0).OrderByDescending(one => one.Quality ?? 1).Select(one => Find(one.Value.Value)).FirstOrDefault(one => one is not null)
            : null;

    /// <summary>The one language that a jurisdiction's contracts are in, where it is one of these; else <c>null</c>.</summary>
    /// <param name="jurisdiction">ISO 3166-1 alpha-2, or ISO 3166-2.</param>
    public static HolderLanguage? OfJurisdiction(string jurisdiction) => jurisdiction.Split('-')[0] switch
    {
        "CN" => SimplifiedChinese,
        "AU" or "GB" or "IE" or "NZ" or "US" => English,
        _ => null,
    };

    /// <summary>A text with what belongs into it.</summary>
    public string Say(Text text, params string[] parts) => string.Format(CultureInfo.InvariantCulture, Template(text), parts);

    /// <summary>A text as the resource file has it.</summary>
    internal string Template(Text text) => _resources.GetString(text.ToString(), CultureInfo.InvariantCulture)
        ?? throw new InvalidOperationException($"{Tag} has no text {text}.");

    /// <inheritdoc/>
    public override string ToString() => Tag;
}
