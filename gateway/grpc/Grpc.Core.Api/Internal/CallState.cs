namespace Grpc.Core.Internal;

/// <summary>What the four call objects have in common. A struct, so that a call object stays one allocation.</summary>
internal readonly struct CallState
{
    private readonly object _responseHeaders;
    private readonly Delegate _getStatus;
    private readonly Delegate _getTrailers;
    private readonly Delegate _dispose;
    private readonly object? _state;

    public CallState(Task<Metadata> responseHeaders, Func<Status> getStatus, Func<Metadata> getTrailers, Action dispose)
    {
        _responseHeaders = responseHeaders;
        _getStatus = getStatus;
        _getTrailers = getTrailers;
        _dispose = dispose;
    }

    public CallState(Func<object, Task<Metadata>> responseHeaders, Func<object, Status> getStatus, Func<object, Metadata> getTrailers, Action<object> dispose, object state)
    {
        _responseHeaders = responseHeaders;
        _getStatus = getStatus;
        _getTrailers = getTrailers;
        _dispose = dispose;
        _state = state;
    }

    public Task<Metadata> ResponseHeadersAsync() =>
        _responseHeaders as Task<Metadata> ?? ((Func<object, Task<Metadata>>)_responseHeaders)(_state!);

    public Status GetStatus() => _state is null ? ((Func<Status>)_getStatus)() : ((Func<object, Status>)_getStatus)(_state);

    public Metadata GetTrailers() => _state is null ? ((Func<Metadata>)_getTrailers)() : ((Func<object, Metadata>)_getTrailers)(_state);

    public void Dispose()
    {
        if (_state is null)
        {
            ((Action)_dispose)();
        }
        else
        {
            ((Action<object>)_dispose)(_state);
        }
    }
}
