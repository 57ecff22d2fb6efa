using Grpc.Core;

namespace Grpc.Net.Client.Internal;

/// <summary>Reads the responses of a streaming call.</summary>
internal sealed class ResponseStream<TRequest, TResponse> : IAsyncStreamReader<TResponse>
    where TRequest : class
    where TResponse : class
{
    private readonly GrpcCall<TRequest, TResponse> _call;
    private readonly Task<bool> _started;
    private MessageReader? _reader;
    private TResponse? _current;
    private int _reading;

    public ResponseStream(GrpcCall<TRequest, TResponse> call, Task<bool> started)
    {
        _call = call;
        _started = started;
    }

    public TResponse Current => _current ?? throw new InvalidOperationException("Enumeration has not started or has already finished.");

    public async Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _reading, 1) != 0)
        {
            throw new InvalidOperationException("Can't read the next message because the previous read is still in progress.");
        }

        try
        {
            using (cancellationToken.UnsafeRegister(static call => ((GrpcCall)call!).Cancel(), _call))
            {
                return await MoveNextCoreAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            Volatile.Write(ref _reading, 0);
        }
    }

    private async ValueTask<bool> MoveNextCoreAsync()
    {
        _current = null;
        if (!_call.IsFinished && await _started.ConfigureAwait(false))
        {
            try
            {
                _reader ??= await _call.OpenReaderAsync().ConfigureAwait(false);
                if (await _reader.MoveNextAsync(_call.Token).ConfigureAwait(false))
                {
                    _current = _call.Deserialize(_reader.Payload);
                    return true;
                }

                _call.FinishWithTrailers();
            }
            catch (Exception e)
            {
                _call.Finish(e);
            }
        }

        _reader?.Dispose();
        return GrpcCall.GetStatus(_call).StatusCode == StatusCode.OK ? false : throw _call.FinishedException();
    }
}
