namespace Fabric.Client.Tests.RunningNetwork.Scenarios;

/// <summary>An open stream that is read event by event.</summary>
internal sealed class Listener<T>(EventStream<T> stream, CancellationToken cancellationToken) : IAsyncDisposable
{
    private readonly IAsyncEnumerator<T> _events = stream.GetAsyncEnumerator(cancellationToken);

    /// <summary>The next event that is meant; others that come before it are passed over.</summary>
    public async Task<T> NextAsync(Func<T, bool> isMeant)
    {
        do
        {
            (await _events.MoveNextAsync()).ShouldBeTrue("the stream ended");
        }
        while (!isMeant(_events.Current));
        return _events.Current;
    }

    public async ValueTask DisposeAsync()
    {
        await _events.DisposeAsync();
        await stream.DisposeAsync();
    }
}
