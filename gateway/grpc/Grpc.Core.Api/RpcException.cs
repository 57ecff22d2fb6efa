namespace Grpc.Core;

/// <summary>
/// A call that ended with a status other than <see cref="StatusCode.OK"/>. Thrown to a caller, and thrown by a
/// service method to choose the status and trailers of its answer.
/// </summary>
public class RpcException : Exception
{
    /// <summary>Creates the exception for a status.</summary>
    /// <param name="status">The outcome.</param>
    public RpcException(Status status)
        : this(status, Metadata.Empty, status.ToString())
    {
    }

    /// <summary>Creates the exception for a status, with a message of its own.</summary>
    /// <param name="status">The outcome.</param>
    /// <param name="message">The local exception message.</param>
    public RpcException(Status status, string message)
        : this(status, Metadata.Empty, message)
    {
    }

    /// <summary>Creates the exception for a status and trailing metadata.</summary>
    /// <param name="status">The outcome.</param>
    /// <param name="trailers">Metadata that travels with the status.</param>
    public RpcException(Status status, Metadata trailers)
        : this(status, trailers, status.ToString())
    {
    }

    /// <summary>Creates the exception for a status and trailing metadata, with a message of its own.</summary>
    /// <param name="status">The outcome.</param>
    /// <param name="trailers">Metadata that travels with the status.</param>
    /// <param name="message">The local exception message.</param>
    public RpcException(Status status, Metadata trailers, string message)
        : base(message, status.DebugException)
    {
        Status = status;
        Trailers = trailers ?? throw new ArgumentNullException(nameof(trailers));
    }

    /// <summary>The outcome.</summary>
    public Status Status { get; }

    /// <summary>The code of <see cref="Status"/>.</summary>
    public StatusCode StatusCode => Status.StatusCode;

    /// <summary>Metadata that came, or goes, with the status.</summary>
    public Metadata Trailers { get; }
}
