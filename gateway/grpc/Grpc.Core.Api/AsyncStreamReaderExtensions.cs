using System.Runtime.CompilerServices;

namespace Grpc.Core;

/// <summary>Conveniences over <see cref="IAsyncStreamReader{T}"/>.</summary>
public static class AsyncStreamReaderExtensions
{
    /// <summary>Waits for the next message.</summary>
    /// <typeparam name="T">The message.</typeparam>
    /// <param name="streamReader">The stream.</param>
    /// <returns>False when the peer has sent its last message.</returns>
    public static Task<bool> MoveNext<T>(this IAsyncStreamReader<T> streamReader) =>
        streamReader.MoveNext(CancellationToken.None);

    /// <summary>The stream as an asynchronous sequence.</summary>
    /// <typeparam name="T">The message.</typeparam>
    /// <param name="streamReader">The stream.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Every remaining message.</returns>
    public static async IAsyncEnumerable<T> ReadAllAsync<T>(this IAsyncStreamReader<T> streamReader, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(streamReader);
        while (await streamReader.MoveNext(cancellationToken).ConfigureAwait(false))
        {
            yield return streamReader.Current;
        }
    }
}
