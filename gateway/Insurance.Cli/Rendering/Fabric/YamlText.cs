using YamlDotNet.Serialization;

namespace Insurance.Cli.Rendering.Fabric;

/// <summary>Settings as YAML: dictionaries and lists become mappings and sequences, in their order.</summary>
internal static class YamlText
{
    private static readonly ISerializer Serializer = new SerializerBuilder()
        .WithQuotingNecessaryStrings()
        .WithIndentedSequences()
        .WithNewLine("\n")
        .DisableAliases()
        .Build();

    public static string Render(Dictionary<string, object> settings) => Serializer.Serialize(settings);
}
