namespace Insurance.Cli.Tests.Support;

/// <summary>The repository's consortium.yaml, rendered once for all tests of a class that only read it.</summary>
public sealed class RenderedRepositoryFixture : IDisposable
{
    internal RenderedHome Rendered { get; } = RenderedHome.Of(new ConsortiumText().Read());

    public void Dispose() => Rendered.Dispose();
}
