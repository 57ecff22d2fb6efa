using System.Collections;

namespace Insurance.Consortium.Rendering.Fabric;

/// <summary>Settings as YAML: dictionaries and lists become mappings and sequences, in their order.</summary>
/// <remarks>
/// Every text is quoted. Fabric reads YAML 1.1, where <c>NO</c>, <c>on</c>, <c>1e3</c> and many others are no texts when bare.
/// </remarks>
internal static class YamlText
{
    public static string Render(Dictionary<string, object> settings) => YamlDocumentText.Render(Mapping(settings));

    private static YamlMappingNode Mapping(Dictionary<string, object> settings) =>
        YamlDocumentText.Map(settings.Select(setting => (setting.Key, Node(setting.Value))));

    private static YamlNode Node(object value) => value switch
    {
        Dictionary<string, object> settings => Mapping(settings),
        string text => YamlDocumentText.Text(text),
        bool flag => YamlDocumentText.Word(flag ? "true" : "false"),
        IFormattable number when value is int or long or double => YamlDocumentText.Word(number.ToString(null, CultureInfo.InvariantCulture)),
        IEnumerable items => YamlDocumentText.List(items.Cast<object>().Select(Node)),
        _ => throw new ArgumentException($"{value.GetType()} is no setting", nameof(value)),
    };
}
