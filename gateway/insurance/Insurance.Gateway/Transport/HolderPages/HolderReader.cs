namespace Insurance.Gateway.Transport.HolderPages;

/// <summary>Who reads the page, as far as it is known.</summary>
/// <param name="Language">The language that the page is in.</param>
/// <param name="Chosen">The language that the reader has chosen on it, which its addresses keep; <c>null</c>: none.</param>
internal sealed record HolderReader(HolderLanguage Language, HolderLanguage? Chosen)
{
    private const string Parameter = "lang";

    /// <summary>A reader of whom only the request is known.</summary>
    public static HolderReader Of(HttpRequest request)
    {
        var chosen = HolderLanguage.Find(request.Query[Parameter]);
        return new HolderReader(chosen ?? HolderLanguage.Accepted(request.Headers.AcceptLanguage) ?? HolderLanguage.English, chosen);
    }

    /// <summary>An address of the page, in the chosen language.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="flag">What it says besides; empty: nothing.</param>
    public string Address(string path, string flag = "")
    {
        string[] parts = [.. Chosen is { } language ? [$"{Parameter}={language.Tag}"] : Array.Empty<string>(), .. flag.Length > 0 ? [flag] : Array.Empty<string>()];
        return parts.Length == 0 ? path : $"{path}?{string.Join('&', parts)}";
    }
}
