namespace Fabric.Client.Tests.Fakes;

/// <summary>A duplex stream's responses, which depend on its first request.</summary>
internal sealed class DeferredReader<T>(Task<FakeStream> stream, CancellationToken callCancelled) : IAsyncStreamReader<T>
{
    private IAsyncStreamReader<T>? _inner;

    public T Current => _inner!.Current;

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        _inner ??= (await stream).Reader<T>(callCancelled);
        return await _inner.MoveNext(cancellationToken);
    }
}
