using YamlDotNet.RepresentationModel;

namespace Insurance.Cli.Tests.Support;

/// <summary>A state directory of its own, rendered for Fabric.</summary>
internal sealed class RenderedHome : IDisposable
{
    private RenderedHome(string path) => Home = new HomeDirectory(path);

    public HomeDirectory Home { get; }

    public static RenderedHome Of(ConsortiumDescription consortium, TimeProvider? time = null, FabricHosts? hosts = null)
    {
        var rendered = new RenderedHome(Directory.CreateTempSubdirectory("insure-render-").FullName);
        rendered.Render(consortium, time, hosts);
        return rendered;
    }

    public void Render(ConsortiumDescription consortium, TimeProvider? time = null, FabricHosts? hosts = null) =>
        new ConsortiumRenderer(Home, time ?? TimeProvider.System).RenderFabric(consortium, hosts ?? FabricHosts.Loopback);

    /// <summary>Every file below a folder with its bytes.</summary>
    public static IReadOnlyDictionary<string, byte[]> Files(string folder) => Directory
        .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .ToDictionary(path => Path.GetRelativePath(folder, path), File.ReadAllBytes);

    /// <summary>A setting of a YAML file, its path separated by dots.</summary>
    public static string Setting(string file, string path)
    {
        var stream = new YamlStream();
        using var reader = File.OpenText(file);
        stream.Load(reader);
        var node = stream.Documents[0].RootNode;
        foreach (var key in path.Split('.'))
        {
            node = int.TryParse(key, out var index) ? ((YamlSequenceNode)node)[index] : node[key];
        }

        return ((YamlScalarNode)node).Value ?? "";
    }

    public void Dispose() => Directory.Delete(Home.Path, recursive: true);
}
