namespace Fabric.Client;

/// <summary>Ends a call when the stream is disposed of, the caller cancels or the gateway is disposed of.</summary>
internal sealed class StreamLifetime : IDisposable
{
    private readonly CancellationTokenSource _source;
    private int _disposed;

    public StreamLifetime(CancellationToken gatewayClosed, CancellationToken cancellationToken)
    {
        _source = CancellationTokenSource.CreateLinkedTokenSource(gatewayClosed, cancellationToken);
        Token = _source.Token;
    }

    public CancellationToken Token { get; }

    public IDisposable? Call { get; set; }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        _source.Cancel();
        Call?.Dispose();
        _source.Dispose();
    }
}
