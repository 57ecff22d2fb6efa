using Grpc.Core;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>The requests of a streaming call.</summary>
internal sealed class RequestStream<T> : IAsyncStreamReader<T>
    where T : class
{
    private readonly HttpServerCallContext _call;
    private readonly Marshaller<T> _marshaller;
    private T? _current;
    private bool _ended;
    private int _reading;

    public RequestStream(HttpServerCallContext call, Marshaller<T> marshaller)
    {
        _call = call;
        _marshaller = marshaller;
    }

    public T Current => _current ?? throw new InvalidOperationException("Enumeration has not started or has already finished.");

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Interlocked.Exchange(ref _reading, 1) != 0)
        {
            throw new InvalidOperationException("Can't read the next message because the previous read is still in progress.");
        }

        try
        {
            // The call's own token is heeded anyway; any other wakes the read up.
            using var registration = cancellationToken == _call.CancellationToken
                ? default
                : cancellationToken.UnsafeRegister(static call => ((HttpServerCallContext)call!).HttpContext.Request.BodyReader.CancelPendingRead(), _call);
            _current = _ended ? null : await _call.ReadAsync(_marshaller).ConfigureAwait(false);
            _ended = _current is null;
            return !_ended;
        }
        finally
        {
            Volatile.Write(ref _reading, 0);
        }
    }
}
