namespace Grpc.Core;

/// <summary>A stream of messages from the peer.</summary>
/// <typeparam name="T">The message.</typeparam>
public interface IAsyncStreamReader<out T>
{
    /// <summary>The message that the last <see cref="MoveNext"/> found.</summary>
    T Current { get; }

    /// <summary>Waits for the next message.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>False when the peer has sent its last message.</returns>
    Task<bool> MoveNext(CancellationToken cancellationToken);
}
