namespace Grpc.Core;

/// <summary>The outcome of a call: a code and a sentence for people.</summary>
public readonly struct Status
{
    /// <summary>Success, without detail.</summary>
    public static readonly Status DefaultSuccess = new(StatusCode.OK, "");

    /// <summary>Cancellation, without detail.</summary>
    public static readonly Status DefaultCancelled = new(StatusCode.Cancelled, "");

    /// <summary>Creates a status.</summary>
    /// <param name="statusCode">The code.</param>
    /// <param name="detail">The sentence sent to the peer as <c>grpc-message</c>.</param>
    public Status(StatusCode statusCode, string detail)
        : this(statusCode, detail, null)
    {
    }

    /// <summary>Creates a status that remembers the local exception behind it, which is never sent.</summary>
    /// <param name="statusCode">The code.</param>
    /// <param name="detail">The sentence sent to the peer.</param>
    /// <param name="debugException">The local cause.</param>
    public Status(StatusCode statusCode, string detail, Exception? debugException)
    {
        StatusCode = statusCode;
        Detail = detail;
        DebugException = debugException;
    }

    /// <summary>The code.</summary>
    public StatusCode StatusCode { get; }

    /// <summary>The sentence; empty where there is none.</summary>
    public string Detail { get; }

    /// <summary>The local exception that caused this status, on the side that made it.</summary>
    public Exception? DebugException { get; }

    /// <inheritdoc/>
    public override string ToString() => DebugException is null
        ? $"Status(StatusCode=\"{StatusCode}\", Detail=\"{Detail}\")"
        : $"Status(StatusCode=\"{StatusCode}\", Detail=\"{Detail}\", DebugException=\"{DebugException.GetType().FullName}: {DebugException.Message}\")";
}
