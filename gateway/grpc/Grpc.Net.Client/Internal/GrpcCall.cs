using Grpc.Core;
using Grpc.Core.Internal;

namespace Grpc.Net.Client.Internal;

/// <summary>
/// One call: its life from start to status. Whoever learns the outcome first — the response, a transport error,
/// cancellation, the deadline — finishes the call; later news is ignored.
/// </summary>
internal abstract partial class GrpcCall
{
    public static readonly Func<object, Task<Metadata>> GetHeaders = static call => ((GrpcCall)call).ResponseHeadersAsync();
    public static readonly Func<object, Status> GetStatus = static call => ((GrpcCall)call).FinishedStatus;
    public static readonly Func<object, Metadata> GetTrailers = static call => ((GrpcCall)call).FinishedTrailers;
    public static readonly Action<object> Dispose = static call => ((GrpcCall)call).Cancel(DisposedStatus);

    private static readonly Status DisposedStatus = new(StatusCode.Cancelled, "gRPC call disposed.");
    private static readonly Status CancelledStatus = new(StatusCode.Cancelled, "Call canceled by the client.");
    private static readonly Status DeadlineStatus = new(StatusCode.DeadlineExceeded, "The deadline passed before the call completed.");

    private readonly Lock _lock = new();
    private readonly IMethod _method;
    private readonly string? _host;
    private readonly CancellationTokenSource _cancellation;
    private readonly CancellationTokenRegistration _registration;
    private HttpResponseMessage? _response;
    private TaskCompletionSource? _finishedSource;
    private TaskCompletionSource<Metadata>? _headersSource;
    private Metadata? _headers;
    private Metadata? _trailers;
    private Status? _cancelStatus;
    private Status _status;
    private volatile bool _finished;

    protected GrpcCall(GrpcChannel channel, IMethod method, string? host, in CallOptions options)
    {
        ObjectDisposedException.ThrowIf(channel.Shutdown.IsCancellationRequested, channel);
        CheckDeadline(options.Deadline);
        Channel = channel;
        Options = options;
        _method = method;
        _host = host;
        _cancellation = CancellationTokenSource.CreateLinkedTokenSource(options.CancellationToken, channel.Shutdown);
        Token = _cancellation.Token;
        StartDeadlineTimer();
        _registration = Token.UnsafeRegister(static call => ((GrpcCall)call!).OnCancelled(), this);
    }

    public GrpcChannel Channel { get; }

    public CallOptions Options { get; }

    /// <summary>Cancelled when the call is to stop, whatever the reason.</summary>
    public CancellationToken Token { get; }

    public bool IsFinished => _finished;

    /// <summary>Completes, never faults, when the outcome is known.</summary>
    public Task Finished
    {
        get
        {
            lock (_lock)
            {
                if (IsFinished)
                {
                    return Task.CompletedTask;
                }

                return (_finishedSource ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }
        }
    }

    private Status FinishedStatus => IsFinished
        ? _status
        : throw new InvalidOperationException("Unable to get the status because the call is not complete.");

    private Metadata FinishedTrailers => IsFinished
        ? _trailers ?? []
        : throw new InvalidOperationException("Can't get the call trailers because the call has not completed successfully.");

    /// <summary>Stops the call with a status of the caller's side.</summary>
    public void Cancel(Status? status = null)
    {
        lock (_lock)
        {
            if (IsFinished)
            {
                return;
            }

            _cancelStatus ??= status ?? CancelledStatus;
        }

        try
        {
            _cancellation.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The call finished in the meantime.
        }
    }

    /// <summary>Ends the call with what an exception means.</summary>
    public void Finish(Exception exception) => Finish(StatusOf(exception), (exception as RpcException)?.Trailers);

    /// <summary>Ends the call, unless it has ended already.</summary>
    public void Finish(in Status status, Metadata? trailers)
    {
        HttpResponseMessage? response;
        TaskCompletionSource? finished;
        TaskCompletionSource<Metadata>? headers;
        lock (_lock)
        {
            if (IsFinished)
            {
                return;
            }

            _status = status;
            _trailers = trailers;
            _finished = true;
            response = _response;
            finished = _finishedSource;
            headers = _headersSource;
        }

        if (status.StatusCode != StatusCode.OK)
        {
            ClientLog.CallFailed(Channel.Logger, _method.FullName, status.StatusCode, status.Detail, status.DebugException);
        }

        _registration.Unregister();

        // Disposing a response that is still coming resets the HTTP/2 stream, which is how the server learns.
        response?.Dispose();
        _cancellation.Dispose();
        finished?.TrySetResult();
        if (headers is not null && headers.TrySetException(FinishedException()))
        {
            _ = headers.Task.Exception;
        }
    }

    /// <summary>What a finished call throws.</summary>
    public Exception FinishedException()
    {
        var exception = new RpcException(_status, _trailers ?? []);
        return Channel.Options.ThrowOperationCanceledOnCancellation
            && (_cancelStatus is not null || Options.CancellationToken.IsCancellationRequested)
            && _status.StatusCode is StatusCode.Cancelled or StatusCode.DeadlineExceeded
                ? new OperationCanceledException(_status.Detail, exception, Options.CancellationToken)
                : exception;
    }

    /// <summary>What an exception says about the call.</summary>
    public Status StatusOf(Exception exception)
    {
        if (exception is RpcException rpc)
        {
            return rpc.Status;
        }

        if (Token.IsCancellationRequested)
        {
            return CancellationStatus();
        }

        // A server enforces the same deadline, and its reset may arrive before our own timer fires.
        var status = TransportErrors.ToStatus(exception);
        return status.StatusCode == StatusCode.Cancelled && Options.Deadline <= UtcNow ? DeadlineStatus : status;
    }

    private static DateTime UtcNow => TimeProvider.System.GetUtcNow().UtcDateTime;

    private static void CheckDeadline(DateTime? deadline)
    {
        if (deadline is { Kind: not DateTimeKind.Utc } value && value != DateTime.MaxValue && value != DateTime.MinValue)
        {
            throw new InvalidOperationException("Deadline must have a kind DateTimeKind.Utc or be equal to DateTime.MaxValue or DateTime.MinValue.");
        }
    }

    private void StartDeadlineTimer()
    {
        if (Options.Deadline is not { } deadline || deadline == DateTime.MaxValue)
        {
            return;
        }

        var left = deadline - UtcNow;
        if (left <= TimeSpan.Zero)
        {
            _cancellation.Cancel();
        }
        else if (left.TotalMilliseconds < uint.MaxValue - 1)
        {
            // A timer takes at most 49 days; a deadline beyond that is left to the server.
            _cancellation.CancelAfter(left);
        }
    }

    private void OnCancelled() => Finish(CancellationStatus(), null);

    private Status CancellationStatus()
    {
        if (_cancelStatus is { } status)
        {
            return status;
        }

        if (Options.CancellationToken.IsCancellationRequested)
        {
            return CancelledStatus;
        }

        return Channel.Shutdown.IsCancellationRequested ? DisposedStatus : DeadlineStatus;
    }
}
