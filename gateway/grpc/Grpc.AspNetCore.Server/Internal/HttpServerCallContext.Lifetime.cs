using System.Globalization;
using Grpc.Core;
using Grpc.Core.Internal;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;

namespace Grpc.AspNetCore.Server.Internal;

/// <summary>Start, deadline and end of a call.</summary>
internal sealed partial class HttpServerCallContext
{
    private static readonly StringValues OkStatus = "0";
    private static readonly StringValues GrpcContentType = Protocol.ContentType;

    private static readonly Status DeadlineStatus = new(StatusCode.DeadlineExceeded, "Deadline Exceeded");

    private readonly Lock _gate = new();
    private DateTime _deadline = DateTime.MaxValue;
    private CancellationTokenSource? _cancellation;
    private CancellationTokenRegistration _deadlineRegistration;
    private bool _responseStarted;
    private bool _writing;
    private bool _deadlinePassed;
    private bool _ended;
    private TaskCompletionSource? _deadlineAnswer;

    /// <summary>Whether the caller is gone or the deadline has passed.</summary>
    public bool IsCancelled => CancellationTokenCore.IsCancellationRequested;

    /// <summary>
    /// How a cancelled call ends. Callbacks of a token run in reverse, so a method can end by its own before
    /// <see cref="OnDeadline"/> has said that the deadline passed.
    /// </summary>
    public Status CancelledStatus => HttpContext.RequestAborted.IsCancellationRequested ? Status.DefaultCancelled : DeadlineStatus;

    public void Start()
    {
        var headers = HttpContext.Request.Headers;
        var response = HttpContext.Response;
        response.Headers.ContentType = GrpcContentType;
        if (headers.TryGetValue(Protocol.EncodingHeader, out var encoding) && encoding != Protocol.Identity)
        {
            _encoding = encoding.ToString();
            response.Headers[Protocol.AcceptEncodingHeader] = Protocol.AcceptedEncodings;
        }

        // A malformed timeout is ignored, as other implementations do: the client still enforces its own.
        if (headers.TryGetValue(Protocol.TimeoutHeader, out var text) && TimeoutHeader.TryParse(text.ToString(), out var timeout))
        {
            StartDeadline(timeout);
        }
    }

    /// <summary>Takes the right to write to the response, which the deadline may end at any time otherwise.</summary>
    public void BeginWrite()
    {
        lock (_gate)
        {
            if (_writing)
            {
                throw new InvalidOperationException("Can't write the message because the previous write is in progress.");
            }

            if (_ended)
            {
                throw new InvalidOperationException("Can't write the message because the call is complete.");
            }

            _writing = true;
            _responseStarted = true;
        }
    }

    public void EndWrite()
    {
        lock (_gate)
        {
            _writing = false;
            if (!_deadlinePassed)
            {
                return;
            }
        }

        OnDeadline();
    }

    /// <summary>Sends the status, unless the deadline or the caller ended the call before.</summary>
    public ValueTask CompleteAsync()
    {
        lock (_gate)
        {
            if (_ended)
            {
                // The request must not end, and its context be reused, while the deadline is being answered.
                return _deadlineAnswer is null ? default : new ValueTask(_deadlineAnswer.Task);
            }

            _ended = true;
        }

        if (!HttpContext.RequestAborted.IsCancellationRequested)
        {
            WriteStatus();
        }

        return default;
    }

    public void Dispose()
    {
        _deadlineRegistration.Unregister();
        _cancellation?.Dispose();
    }

    private void StartDeadline(TimeSpan timeout)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        _deadline = timeout >= DateTime.MaxValue - now ? DateTime.MaxValue : now + timeout;

        // A timer takes at most 49 days; the caller will enforce such a deadline itself.
        if (timeout.TotalMilliseconds >= uint.MaxValue - 1)
        {
            return;
        }

        _cancellation = CancellationTokenSource.CreateLinkedTokenSource(HttpContext.RequestAborted);
        _deadlineRegistration = _cancellation.Token.UnsafeRegister(static call => ((HttpServerCallContext)call!).OnDeadline(), this);
        _cancellation.CancelAfter(timeout);
    }

    // Also called when the caller is gone, which needs no answer. The HTTP context is touched only inside the lock or
    // while the call has not ended: after that it may serve another request.
    private void OnDeadline()
    {
        lock (_gate)
        {
            if (_ended || HttpContext.RequestAborted.IsCancellationRequested)
            {
                return;
            }

            _deadlinePassed = true;
            if (_writing)
            {
                return;
            }

            _ended = true;
            _deadlineAnswer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        _ = AnswerDeadlineAsync(_deadlineAnswer);
    }

    // Answers although the method may still run: the caller must not wait for a method that ignores its token.
    private async Task AnswerDeadlineAsync(TaskCompletionSource answered)
    {
        try
        {
            WriteStatus();
            await HttpContext.Response.CompleteAsync().ConfigureAwait(false);
            if (_method.Type is MethodType.ClientStreaming or MethodType.DuplexStreaming)
            {
                const int NoError = 0;
                HttpContext.Features.Get<IHttpResetFeature>()?.Reset(NoError);
            }
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or OperationCanceledException)
        {
            // The connection ended in the meantime.
        }
        finally
        {
            answered.TrySetResult();
        }
    }

    private void WriteStatus()
    {
        // Without messages the status goes into the headers, in a single frame.
        var status = _deadlinePassed ? DeadlineStatus : _status;
        var destination = _responseStarted ? Trailers() : HttpContext.Response.Headers;
        destination[Protocol.StatusHeader] = status.StatusCode == StatusCode.OK
            ? OkStatus
            : ((int)status.StatusCode).ToString(CultureInfo.InvariantCulture);
        if (!string.IsNullOrEmpty(status.Detail))
        {
            destination[Protocol.MessageHeader] = PercentEncoding.Encode(status.Detail);
        }

        // The method may still be adding trailers when its time is up.
        if (_responseTrailers is null || _deadlinePassed)
        {
            return;
        }

        foreach (var entry in _responseTrailers)
        {
            if (!Protocol.IsReserved(entry.Key))
            {
                AppendTo(destination, entry);
            }
        }
    }

    // Append would leave out empty values.
    private static void AppendTo(IHeaderDictionary headers, Metadata.Entry entry) =>
        headers[entry.Key] = StringValues.Concat(headers[entry.Key], HeaderValues.Encode(entry));

    private IHeaderDictionary Trailers() =>
        HttpContext.Features.Get<IHttpResponseTrailersFeature>()?.Trailers
            ?? throw new InvalidOperationException("The server cannot send HTTP trailers, which gRPC needs.");
}
