namespace Fabric.Client;

/// <summary>What the kinds of event streams have in common.</summary>
internal static class EventStreams
{
    public static async IAsyncEnumerable<T> OpenOnIteration<T>(
        Func<CancellationToken, Task<EventStream<T>>> open,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var stream = await open(cancellationToken).ConfigureAwait(false);
        await foreach (var item in stream.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            yield return item;
        }
    }

    /// <summary>Reads responses until the server ends the stream.</summary>
    /// <exception cref="GatewayException">The stream broke.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled, or disposed of the stream or the gateway.</exception>
    public static async IAsyncEnumerable<T> ReadAsync<T>(
        IAsyncStreamReader<T> responses,
        CancellationToken opened,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (await MoveNextAsync(responses, opened, cancellationToken).ConfigureAwait(false))
        {
            yield return responses.Current;
        }
    }

    private static async Task<bool> MoveNextAsync<T>(IAsyncStreamReader<T> responses, CancellationToken opened, CancellationToken cancellationToken)
    {
        try
        {
            return await responses.MoveNext(cancellationToken).ConfigureAwait(false);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Cancelled)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (opened.IsCancellationRequested)
            {
                throw new OperationCanceledException("The event stream was closed.", e, opened);
            }

            throw Broken(e);
        }
        catch (RpcException e)
        {
            throw Broken(e);
        }
    }

    private static GatewayException Broken(RpcException e) => new("The event stream broke", null, e);
}
