namespace Fabric.Client.Tests.Fakes;

/// <summary>Messages of a server's stream and how it ends.</summary>
internal sealed class FakeStream
{
    private readonly List<object> _messages = [];
    private Exception? _failure;
    private bool _staysOpen;

    public static FakeStream Of(params object[] messages)
    {
        var stream = new FakeStream();
        stream._messages.AddRange(messages);
        return stream;
    }

    public FakeStream ThenFails(Exception failure)
    {
        _failure = failure;
        return this;
    }

    public FakeStream ThenStaysOpen()
    {
        _staysOpen = true;
        return this;
    }

    public IAsyncStreamReader<T> Reader<T>(CancellationToken cancelled) => new FakeReader<T>(this, cancelled);

    private sealed class FakeReader<T>(FakeStream stream, CancellationToken callCancelled) : IAsyncStreamReader<T>
    {
        private int _next;

        public T Current { get; private set; } = default!;

        public async Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            await Task.Yield();
            if (_next < stream._messages.Count)
            {
                Current = (T)stream._messages[_next++];
                return true;
            }

            if (stream._staysOpen)
            {
                using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, callCancelled);
                try
                {
                    await Task.Delay(Timeout.Infinite, either.Token);
                }
                catch (OperationCanceledException)
                {
                    throw FakeConnection.Failure(StatusCode.Cancelled, "cancelled by the client");
                }
            }

            return stream._failure is null ? false : throw stream._failure;
        }
    }
}
