namespace Grpc.Core;

/// <summary>A stream of messages to the peer. One write at a time.</summary>
/// <typeparam name="T">The message.</typeparam>
public interface IAsyncStreamWriter<in T>
{
    /// <summary>How the next messages are written.</summary>
    WriteOptions? WriteOptions { get; set; }

    /// <summary>Sends a message.</summary>
    /// <param name="message">The message.</param>
    /// <returns>Completes when the transport has taken it.</returns>
    Task WriteAsync(T message);

    /// <summary>Sends a message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Cancels the call, not the single write.</param>
    /// <returns>Completes when the transport has taken it.</returns>
    Task WriteAsync(T message, CancellationToken cancellationToken) => cancellationToken.CanBeCanceled
        ? throw new NotSupportedException("Cancellation of stream writes is not supported by this gRPC implementation.")
        : WriteAsync(message);
}
