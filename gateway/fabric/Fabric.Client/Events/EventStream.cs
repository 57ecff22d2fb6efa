namespace Fabric.Client;

/// <summary>An open stream of events, read once. Leaving the loop or disposing of it ends the stream.</summary>
/// <typeparam name="T">Type of the events.</typeparam>
public sealed class EventStream<T> : IAsyncEnumerable<T>, IAsyncDisposable
{
    private readonly Func<CancellationToken, IAsyncEnumerable<T>> _read;
    private readonly IDisposable _call;
    private int _iterations;

    internal EventStream(Func<CancellationToken, IAsyncEnumerable<T>> read, IDisposable call)
    {
        _read = read;
        _call = call;
    }

    /// <summary>Iterates over the events.</summary>
    /// <param name="cancellationToken">Ends the stream.</param>
    /// <exception cref="InvalidOperationException">The stream is being or has been read.</exception>
    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default) =>
        Interlocked.Increment(ref _iterations) == 1
            ? ReadAndCloseAsync(cancellationToken).GetAsyncEnumerator(cancellationToken)
            : throw new InvalidOperationException("An event stream can be read only once; open another.");

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _call.Dispose();
        return ValueTask.CompletedTask;
    }

    private async IAsyncEnumerable<T> ReadAndCloseAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using (_call)
        {
            await foreach (var item in _read(cancellationToken).ConfigureAwait(false))
            {
                yield return item;
            }
        }
    }
}
