namespace Insurance.Cli.Tests.Support;

/// <summary>A state directory in which nothing was begun.</summary>
internal sealed class EmptyHome : IDisposable
{
    public HomeDirectory Home { get; } = new(Directory.CreateTempSubdirectory("insure-empty-").FullName);

    public void Dispose() => Directory.Delete(Home.Path, recursive: true);
}
